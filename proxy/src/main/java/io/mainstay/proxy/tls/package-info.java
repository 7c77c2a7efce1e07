// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * TLS on both legs: contexts made from parsed configuration and secrets, replaced when a secret changes; verification of
 * peers; the look at a client's first bytes that chooses a filter chain. May depend on filter, runtime, engine and security.
 */
@NullMarked
package io.mainstay.proxy.tls;

import org.jspecify.annotations.NullMarked;
