// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The HTTP connection manager: connections and their streams on the downstream side, filters, the router with its attempts, retries and timeouts, and the
 * pools of upstream connections. Lifecycle ({@code HttpConnection}, {@code EndpointPool}), routing ({@code Router}, {@code UpstreamAttempt}) and backpressure
 * ({@code Pressure}) are classes of their own. Everything is confined to one event loop.
 */
@NullMarked
package io.mainstay.proxy.http;

import org.jspecify.annotations.NullMarked;
