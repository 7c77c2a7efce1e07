// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.filter;

import io.mainstay.engine.listener.HttpFilterConfig;
import io.mainstay.engine.route.FilterOverride;

/** A configured HTTP filter: a provider with its parsed configuration. Made on the config thread, used on every loop. */
public interface HttpFilterFactory {
    /** The filter's name in its listener, which per-route configuration refers to. */
    String name();

    /** Whether it runs on routes that do not say. */
    boolean enabled();

    /** The filter of one stream under the listener's configuration. Event loop. */
    HttpFilter create(HttpFilterContext context);

    /** The filter of one stream under a route's configuration, which was parsed when the route table was accepted. Event loop. */
    HttpFilter create(FilterOverride override, HttpFilterContext context);

    /** What was configured. */
    HttpFilterConfig config();
}
