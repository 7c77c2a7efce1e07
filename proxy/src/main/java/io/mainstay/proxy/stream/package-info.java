// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The stream model: what a request and its response are, whatever protocol carries them. Codecs (HTTP/1.1, HTTP/2) produce and
 * consume it on both sides, filters and the router see nothing else. Everything here is confined to one event loop. May depend on
 * Netty's buffers and on the engine's attribute views, on nothing else of the proxy.
 *
 * <p>Contract between the two ends of a stream, in one place:
 * <ul>
 *   <li>A message is {@code headers (data)* trailers?}. It ends with the first call whose {@code end} is true, or with trailers.
 *   <li>Hop-by-hop fields never appear: the codec that received them acted on them, and the codec that sends makes its own.
 *   <li>A stream is over when both messages have ended, or after a reset. After a reset neither end calls the other again.
 *   <li>Pressure: the sender of bytes is told by {@link io.mainstay.proxy.stream.StreamListener#onWriteBlocked()} and must stop its own
 *       source through that source's {@link io.mainstay.proxy.stream.ReadGate}; holds are counted, so independent holders cannot free each other's.
 * </ul>
 */
@NullMarked
package io.mainstay.proxy.stream;

import org.jspecify.annotations.NullMarked;
