// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;

/** Reads {@code extensions.filters.http.router.v3.Router}. */
public final class RouterConfigParser {
    public static final MessageTable TABLE = MessageTable.of("envoy.extensions.filters.http.router.v3.Router")
            .inert(1, "dynamic_stats", "statistics of clusters are always kept")
            .inert(2, "start_child_span", "there is no tracing")
            .rejectedList(3, "upstream_log", "not supported")
            .value(4, "suppress_envoy_headers")
            .rejectedList(5, "strict_check_headers", "not supported")
            .rejected(6, "respect_expected_rq_timeout", "not supported")
            .inert(7, "suppress_grpc_request_failure_code_stats", "only for statistics")
            .rejectedList(8, "upstream_http_filters", "not supported")
            .rejected(9, "upstream_log_options", "not supported")
            .build();

    private RouterConfigParser() {}

    @SuppressWarnings("UnusedVariable") // nothing in it can be wrong
    public static RouterConfig parse(Router router, Problems problems) {
        return new RouterConfig(router.getSuppressEnvoyHeaders());
    }
}
