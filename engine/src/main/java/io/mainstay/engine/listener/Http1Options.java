// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import java.util.Objects;

/**
 * HTTP/1 ({@code core.v3.Http1ProtocolOptions}).
 *
 * @param allowAbsoluteUrl     {@code allow_absolute_url}; default true
 * @param acceptHttp10         {@code accept_http_10}; else 426
 * @param defaultHostForHttp10 given to HTTP/1.0 requests without host; empty: none
 * @param enableTrailers       {@code enable_trailers}; else they are dropped
 * @param properCaseHeaders    {@code header_key_format.proper_case_words}
 */
public record Http1Options(
        boolean allowAbsoluteUrl,
        boolean acceptHttp10,
        String defaultHostForHttp10,
        boolean enableTrailers,
        boolean properCaseHeaders) {
    /** Envoy's. */
    public static final Http1Options DEFAULT = new Http1Options(true, false, "", false, false);

    public Http1Options {
        Objects.requireNonNull(defaultHostForHttp10);
    }
}
