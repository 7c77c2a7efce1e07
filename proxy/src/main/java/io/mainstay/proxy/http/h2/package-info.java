// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * HTTP/2 on both sides of the stream model: Netty's frame codec behind a listener, without a channel per stream. A connection is split
 * by concern: framing and lifecycle ({@code H2ServerConnection}, {@code H2ClientConnection}), streams ({@code H2Stream}), pressure
 * ({@code PressureDistributor}, {@code InboundWindow}), heads ({@code ReceivedHead}, {@code HeadRules}), floods ({@code FloodGuard}).
 * Everything is confined to the connection's event loop. May depend on proxy.stream and engine; knows nothing of filters or clusters.
 */
@NullMarked
package io.mainstay.proxy.http.h2;

import org.jspecify.annotations.NullMarked;
