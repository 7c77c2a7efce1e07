// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.listener;

import io.mainstay.proxy.filter.NetworkFilter;
import io.mainstay.proxy.filter.TransportSocket;

/**
 * A filter chain as one loop serves it.
 *
 * @param socket what the chain's connections are wrapped in
 * @param filter what serves them
 * @param handshakeNanos limit of the handshake; 0: none
 */
record ChainOnLoop(TransportSocket socket, NetworkFilter filter, long handshakeNanos) {}
