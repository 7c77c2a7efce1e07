// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** SPIFFE ids, certificate signing requests, X.509 bundles and rotation. */
@NullMarked
package io.mainstay.security;

import org.jspecify.annotations.NullMarked;
