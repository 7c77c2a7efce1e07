// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Gateway API's {@code Gateway}, with HTTP listeners. Status: alpha. */
@NullMarked
package io.mainstay.controlplane.kind.gateway;

import org.jspecify.annotations.NullMarked;
