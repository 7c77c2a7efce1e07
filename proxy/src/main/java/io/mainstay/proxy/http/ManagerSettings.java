// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.listener.ForwardingOptions;
import io.mainstay.engine.listener.HttpConnectionManagerConfig;
import io.mainstay.engine.listener.UpgradeConfig;
import io.mainstay.proxy.filter.HttpFilterFactory;
import io.mainstay.proxy.runtime.Counters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A connection manager's configuration made ready for streams. Immutable; shared by all loops.
 *
 * @param config what was configured
 * @param filters before the router, in request order
 * @param bufferLimit bytes a filter may have kept, per direction
 * @param upgrades lower-case type to whether it is on by default
 * @param counters where its counters are
 * @param suppressEnvoyHeaders the router's {@code suppress_envoy_headers}
 */
public record ManagerSettings(
        HttpConnectionManagerConfig config,
        List<HttpFilterFactory> filters,
        int bufferLimit,
        Map<String, Boolean> upgrades,
        ManagerCounters counters,
        boolean suppressEnvoyHeaders) {
    public ManagerSettings {
        filters = List.copyOf(filters);
        upgrades = Map.copyOf(upgrades);
    }

    /** Settings for this configuration. Config thread. */
    public static ManagerSettings of(
            HttpConnectionManagerConfig config,
            List<HttpFilterFactory> filters,
            int bufferLimit,
            Counters counters,
            boolean suppressEnvoyHeaders) {
        Map<String, Boolean> upgrades = config.upgrades().stream()
                .collect(Collectors.toMap(
                        upgrade -> upgrade.upgradeType().toLowerCase(Locale.ROOT),
                        UpgradeConfig::enabled,
                        (a, b) -> b));
        return new ManagerSettings(
                config,
                filters,
                bufferLimit,
                upgrades,
                new ManagerCounters(counters, config.statPrefix()),
                suppressEnvoyHeaders);
    }

    ForwardingOptions forwarding() {
        return config.forwarding();
    }
}
