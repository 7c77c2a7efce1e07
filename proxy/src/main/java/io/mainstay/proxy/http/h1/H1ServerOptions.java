// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

/**
 * How a downstream HTTP/1.1 connection behaves.
 *
 * @param limits of request heads
 * @param headTimeoutNanos from a head's first byte to its end, else 408; 0: none
 * @param drainNanos the same once the connection is to end, if that is less
 * @param secure whether the transport is TLS: the scheme of requests
 */
public record H1ServerOptions(H1Limits limits, long headTimeoutNanos, long drainNanos, boolean secure) {}
