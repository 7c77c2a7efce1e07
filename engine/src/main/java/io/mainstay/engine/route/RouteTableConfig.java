// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.core.HeaderEdits;
import io.mainstay.engine.core.Metadata;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything a listener's requests are routed by ({@code route.v3.RouteConfiguration}).
 *
 * @param name                    may be empty for an inline one
 * @param virtualHosts            no domain twice
 * @param mostSpecificEditsWin    {@code most_specific_header_mutations_wins}: apply edits from wide to narrow, so that the route's
 *                                come last
 * @param ignorePortInHost        {@code ignore_port_in_host_matching}
 * @param ignorePathParameters    {@code ignore_path_parameters_in_path_matching}: {@code ;a=b} does not count
 * @param validateClusters        {@code validate_clusters}: unknown clusters are an error; whoever holds the table knows what unset means
 * @param filterConfigs           {@code typed_per_filter_config} by filter name
 */
public record RouteTableConfig(
        String name,
        List<VirtualHostConfig> virtualHosts,
        HeaderEdits requestEdits,
        HeaderEdits responseEdits,
        boolean mostSpecificEditsWin,
        boolean ignorePortInHost,
        boolean ignorePathParameters,
        Optional<Boolean> validateClusters,
        Map<String, FilterOverride> filterConfigs,
        Metadata metadata) {
    public RouteTableConfig {
        Objects.requireNonNull(name);
        virtualHosts = List.copyOf(virtualHosts);
        Objects.requireNonNull(requestEdits);
        Objects.requireNonNull(responseEdits);
        Objects.requireNonNull(validateClusters);
        filterConfigs = Collections.unmodifiableMap(new LinkedHashMap<>(filterConfigs));
        Objects.requireNonNull(metadata);
    }

    /** A table with nothing but virtual hosts. */
    public static RouteTableConfig of(String name, List<VirtualHostConfig> virtualHosts) {
        return new RouteTableConfig(
                name,
                virtualHosts,
                HeaderEdits.NONE,
                HeaderEdits.NONE,
                false,
                false,
                false,
                Optional.empty(),
                Map.of(),
                Metadata.EMPTY);
    }
}
