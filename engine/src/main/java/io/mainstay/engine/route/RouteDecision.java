// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.core.HeaderEdits;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The route chosen for a request, or why there is none. Made when the table is built, so choosing one allocates nothing. */
public sealed interface RouteDecision {
    /** No route: the request is answered with 404 and flag {@code NR}. */
    enum Unrouted implements RouteDecision {
        /** No domain matches the authority. */
        NO_VIRTUAL_HOST,
        /** A virtual host matches, none of its routes does. */
        NO_ROUTE
    }

    /** A route. */
    final class Routed implements RouteDecision {
        private final VirtualHostConfig virtualHost;
        private final RouteConfig route;
        private final @Nullable WeightedCluster weighted;
        private final List<HeaderEdits> requestEdits;
        private final List<HeaderEdits> responseEdits;
        private final List<java.util.Map<String, FilterOverride>> filterConfigs;
        private final RetryPolicy retryPolicy;

        Routed(
                RouteTableConfig table,
                VirtualHostConfig virtualHost,
                RouteConfig route,
                @Nullable WeightedCluster weighted) {
            this(
                    table,
                    virtualHost,
                    route,
                    weighted,
                    inOrder(
                            table.mostSpecificEditsWin(),
                            weighted == null ? HeaderEdits.NONE : weighted.requestEdits(),
                            route.requestEdits(),
                            virtualHost.requestEdits(),
                            table.requestEdits()),
                    inOrder(
                            table.mostSpecificEditsWin(),
                            weighted == null ? HeaderEdits.NONE : weighted.responseEdits(),
                            route.responseEdits(),
                            virtualHost.responseEdits(),
                            table.responseEdits()));
        }

        /** A decision in which nobody's header edits take part. */
        static Routed unedited(RouteTableConfig table, VirtualHostConfig virtualHost, RouteConfig route) {
            return new Routed(table, virtualHost, route, null, List.of(), List.of());
        }

        private Routed(
                RouteTableConfig table,
                VirtualHostConfig virtualHost,
                RouteConfig route,
                @Nullable WeightedCluster weighted,
                List<HeaderEdits> requestEdits,
                List<HeaderEdits> responseEdits) {
            this.virtualHost = virtualHost;
            this.route = route;
            this.weighted = weighted;
            this.requestEdits = requestEdits;
            this.responseEdits = responseEdits;
            this.filterConfigs = weighted == null
                    ? List.of(route.filterConfigs(), virtualHost.filterConfigs(), table.filterConfigs())
                    : List.of(
                            weighted.filterConfigs(),
                            route.filterConfigs(),
                            virtualHost.filterConfigs(),
                            table.filterConfigs());
            this.retryPolicy = route.action() instanceof RouteAction.ForwardTo forward
                    ? forward.retryPolicy().or(virtualHost::retryPolicy).orElse(RetryPolicy.NONE)
                    : RetryPolicy.NONE;
        }

        private static List<HeaderEdits> inOrder(boolean specificLast, HeaderEdits... fromNarrow) {
            List<HeaderEdits> edits = java.util.Arrays.stream(fromNarrow)
                    .filter(edit -> !edit.isEmpty())
                    .toList();
            return specificLast ? edits.reversed() : edits;
        }

        public VirtualHostConfig virtualHost() {
            return virtualHost;
        }

        public RouteConfig route() {
            return route;
        }

        public RouteAction action() {
            return route.action();
        }

        /** The share of {@code weighted_clusters} that was drawn. */
        public Optional<WeightedCluster> weightedCluster() {
            return Optional.ofNullable(weighted);
        }

        /** The cluster to send to: named, drawn, or read from the request's header; empty when the header is absent. */
        public String cluster(RequestAttributes request) {
            if (weighted != null) {
                return weighted.name();
            }
            if (!(route.action() instanceof RouteAction.ForwardTo forward)) {
                return "";
            }
            return switch (forward.cluster()) {
                case ClusterSpecifier.Named(String name) -> name;
                case ClusterSpecifier.Header(String header) -> {
                    String value = request.header(header);
                    yield value == null ? "" : value;
                }
                case ClusterSpecifier.Weighted _ -> "";
            };
        }

        /** What to do to the request's headers, level by level, in the order in which to do it; levels without edits left out. */
        public List<HeaderEdits> requestEdits() {
            return requestEdits;
        }

        /** As {@link #requestEdits}, for the response. */
        public List<HeaderEdits> responseEdits() {
            return responseEdits;
        }

        /** The route's policy, else the virtual host's, else none. */
        public RetryPolicy retryPolicy() {
            return retryPolicy;
        }

        /** Bytes of request body to keep for a retry; -1: the listener's limit. */
        public long requestBodyBufferLimit() {
            return route.requestBodyBufferLimit() >= 0
                    ? route.requestBodyBufferLimit()
                    : virtualHost.requestBodyBufferLimit();
        }

        /** The most specific {@code typed_per_filter_config} of a filter: weighted cluster, route, virtual host, table. */
        public Optional<FilterOverride> filterConfig(String filterName) {
            for (int i = 0; i < filterConfigs.size(); i++) {
                FilterOverride found = filterConfigs.get(i).get(filterName);
                if (found != null) {
                    return Optional.of(found);
                }
            }
            return Optional.empty();
        }

        @Override
        public String toString() {
            return virtualHost.name() + "/"
                    + (route.name().isEmpty() ? route.match().path() : route.name())
                    + (weighted == null ? "" : "/" + weighted.name());
        }
    }
}
