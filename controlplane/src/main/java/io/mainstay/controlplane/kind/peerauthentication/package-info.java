// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Istio's {@code PeerAuthentication}: who accepts plaintext. Status: alpha. */
@NullMarked
package io.mainstay.controlplane.kind.peerauthentication;

import org.jspecify.annotations.NullMarked;
