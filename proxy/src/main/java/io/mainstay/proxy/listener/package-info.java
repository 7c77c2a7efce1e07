// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Listeners: sockets, accepting, inspection of first bytes, choice of the filter chain, transport, and the life and drain of connections. Knows filter
 * chains only through {@code proxy.filter}.
 */
@NullMarked
package io.mainstay.proxy.listener;

import org.jspecify.annotations.NullMarked;
