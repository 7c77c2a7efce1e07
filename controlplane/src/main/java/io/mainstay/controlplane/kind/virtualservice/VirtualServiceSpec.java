// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind.virtualservice;

import io.mainstay.controlplane.state.HttpAction;
import io.mainstay.controlplane.state.HttpMatch;
import java.util.List;
import java.util.Objects;

/** What a VirtualService says. */
public record VirtualServiceSpec(List<String> hosts, List<Route> routes) {
    public VirtualServiceSpec {
        hosts = List.copyOf(hosts);
        routes = List.copyOf(routes);
    }

    /**
     * One entry of {@code http}.
     *
     * @param action its backends have port 0 where none was written
     */
    public record Route(String name, List<HttpMatch> matches, HttpAction action) {
        public Route {
            Objects.requireNonNull(name);
            matches = List.copyOf(matches);
            Objects.requireNonNull(action);
        }
    }
}
