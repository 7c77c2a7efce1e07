// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.filter;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import io.mainstay.engine.core.TypedConfig;
import io.mainstay.engine.listener.HttpFilterConfig;
import io.mainstay.engine.route.FilterOverride;
import io.mainstay.model.ConfigProblem;
import io.mainstay.model.Parsed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The HTTP filter kinds this proxy has, by type URL. Made once by the composition root. */
public final class FilterCatalog {
    /** The terminal filter every connection manager ends with; served by the connection manager itself. */
    public static final String ROUTER = "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router";

    private final Map<String, HttpFilterProvider<?>> byType = new LinkedHashMap<>();
    private final Map<String, HttpFilterProvider<?>> byRouteType = new LinkedHashMap<>();

    /**
     * A catalog of these.
     *
     * @throws IllegalArgumentException if two answer to one type
     */
    public FilterCatalog(List<HttpFilterProvider<?>> providers) {
        for (HttpFilterProvider<?> provider : providers) {
            if (byType.put(provider.typeUrl(), provider) != null) {
                throw new IllegalArgumentException("two providers for " + provider.typeUrl());
            }
            byRouteType.put(provider.routeTypeUrl(), provider);
        }
    }

    /** Type URLs in order, the router last. */
    public List<String> typeUrls() {
        List<String> all = new ArrayList<>(byType.keySet());
        all.add(ROUTER);
        return List.copyOf(all);
    }

    /**
     * The messages all configurations are made of. Slow the first time.
     *
     * @throws IllegalStateException if a provider leaves out one that it reads
     */
    public List<Descriptor> messages() {
        List<Descriptor> all = new ArrayList<>();
        for (HttpFilterProvider<?> provider : byType.values()) {
            List<Descriptor> own = provider.messages();
            for (String type : List.of(provider.typeUrl(), provider.routeTypeUrl())) {
                String name = type.substring(type.lastIndexOf('/') + 1);
                if (own.stream().noneMatch(message -> message.getFullName().equals(name))) {
                    throw new IllegalStateException(provider.getClass().getName() + ".messages() lacks " + name
                            + " (expected: the messages of typeUrl() and routeTypeUrl())");
                }
            }
            all.addAll(own);
        }
        return List.copyOf(all);
    }

    /**
     * Reads a filter's configuration. Config thread.
     *
     * @return empty when the filter is to be left out: its type is unknown and it is optional
     */
    public Parsed<Optional<HttpFilterFactory>> configure(HttpFilterConfig config) {
        HttpFilterProvider<?> provider = byType.get(config.typeUrl());
        if (provider != null) {
            return bind(provider, config).map(Optional::of);
        }
        if (config.optional()) {
            return Parsed.accepted(Optional.empty());
        }
        return Parsed.rejected(new ConfigProblem(
                ConfigProblem.Code.UNKNOWN_TYPE, "typed_config", "no HTTP filter of type " + config.typeUrl(), has()));
    }

    /** Checks a route's configuration of a filter, so that streams need not. Config thread. */
    public List<ConfigProblem> check(FilterOverride override) {
        TypedConfig config = override.config();
        if (config.equals(TypedConfig.NONE)) {
            return List.of();
        }
        HttpFilterProvider<?> provider = byRouteType.get(config.typeUrl());
        if (provider != null) {
            return provider.parseRoute(bytes(config)).problems();
        }
        return override.optional()
                ? List.of()
                : List.of(new ConfigProblem(
                        ConfigProblem.Code.UNKNOWN_TYPE, "", "no HTTP filter of type " + config.typeUrl(), has()));
    }

    private String has() {
        return "this build has: " + String.join(", ", typeUrls());
    }

    private static ByteString bytes(TypedConfig config) {
        return ByteString.copyFrom(config.value().toArray());
    }

    private static <C extends Record> Parsed<HttpFilterFactory> bind(
            HttpFilterProvider<C> provider, HttpFilterConfig config) {
        return provider.parse(bytes(config.config())).map(parsed -> new Bound<>(provider, parsed, config));
    }

    /** A provider with its configuration; route configurations are parsed once each. */
    private record Bound<C extends Record>(
            HttpFilterProvider<C> provider, C parsed, HttpFilterConfig config, Map<FilterOverride, C> overrides)
            implements HttpFilterFactory {
        Bound(HttpFilterProvider<C> provider, C parsed, HttpFilterConfig config) {
            this(provider, parsed, config, new ConcurrentHashMap<>());
        }

        @Override
        public String name() {
            return config.name();
        }

        @Override
        public boolean enabled() {
            return !config.disabled();
        }

        @Override
        public HttpFilter create(HttpFilterContext context) {
            return provider.create(parsed, context);
        }

        @Override
        public HttpFilter create(FilterOverride override, HttpFilterContext context) {
            if (override.config().equals(TypedConfig.NONE)) {
                return create(context);
            }
            C effective = overrides.computeIfAbsent(
                    override, o -> provider.parseRoute(bytes(o.config())).orThrow());
            return provider.create(effective, context);
        }
    }
}
