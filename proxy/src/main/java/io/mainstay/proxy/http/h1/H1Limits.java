// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

/**
 * What a message head may be at most.
 *
 * @param maxHeadBytes start line and fields with their line ends; more is answered 431 (a response: the stream fails)
 * @param maxHeaders number of fields
 */
public record H1Limits(int maxHeadBytes, int maxHeaders) {
    /** Envoy's defaults. */
    public static final H1Limits DEFAULT = new H1Limits(60 * 1024, 100);
}
