// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * HTTP/1.1 as the proxy speaks it: a byte-level codec for both sides, strict as RFC 9112 allows (ambiguous framing is refused, never guessed), and the
 * connections that carry one stream at a time. Knows the stream model and nothing of routing.
 */
@NullMarked
package io.mainstay.proxy.http.h1;

import org.jspecify.annotations.NullMarked;
