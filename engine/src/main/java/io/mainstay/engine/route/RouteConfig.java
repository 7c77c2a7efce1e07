// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.core.HeaderEdits;
import io.mainstay.engine.core.Metadata;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One route ({@code route.v3.Route}).
 *
 * @param name                   may be empty; shown in logs
 * @param requestBodyBufferLimit bytes kept for a retry; -1: the virtual host's
 */
public record RouteConfig(
        String name,
        RouteMatch match,
        RouteAction action,
        HeaderEdits requestEdits,
        HeaderEdits responseEdits,
        long requestBodyBufferLimit,
        Map<String, FilterOverride> filterConfigs,
        Metadata metadata) {
    public RouteConfig {
        Objects.requireNonNull(name);
        Objects.requireNonNull(match);
        Objects.requireNonNull(action);
        Objects.requireNonNull(requestEdits);
        Objects.requireNonNull(responseEdits);
        filterConfigs = Collections.unmodifiableMap(new LinkedHashMap<>(filterConfigs));
        Objects.requireNonNull(metadata);
    }

    /** A route with nothing but a match and an action. */
    public static RouteConfig of(String name, RouteMatch match, RouteAction action) {
        return new RouteConfig(name, match, action, HeaderEdits.NONE, HeaderEdits.NONE, -1, Map.of(), Metadata.EMPTY);
    }
}
