// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds;

import java.util.List;
import java.util.Set;

/** The type URLs of Envoy's v3 discovery, and the rules that depend on the type alone. */
public final class TypeUrls {
    private static final String PREFIX = "type.googleapis.com/";

    public static final String CLUSTER = PREFIX + "envoy.config.cluster.v3.Cluster";
    public static final String ENDPOINT = PREFIX + "envoy.config.endpoint.v3.ClusterLoadAssignment";
    public static final String SECRET = PREFIX + "envoy.extensions.transport_sockets.tls.v3.Secret";
    public static final String LISTENER = PREFIX + "envoy.config.listener.v3.Listener";
    public static final String SCOPED_ROUTE = PREFIX + "envoy.config.route.v3.ScopedRouteConfiguration";
    public static final String ROUTE = PREFIX + "envoy.config.route.v3.RouteConfiguration";
    public static final String VIRTUAL_HOST = PREFIX + "envoy.config.route.v3.VirtualHost";
    public static final String EXTENSION_CONFIG = PREFIX + "envoy.config.core.v3.TypedExtensionConfig";
    public static final String RUNTIME = PREFIX + "envoy.service.runtime.v3.Runtime";

    /** Every type served, in the order in which a change is sent: what is referred to comes before what refers to it. */
    public static final List<String> SEND_ORDER =
            List.of(CLUSTER, ENDPOINT, SECRET, EXTENSION_CONFIG, LISTENER, SCOPED_ROUTE, ROUTE, VIRTUAL_HOST, RUNTIME);

    /** In state of the world a response of these types is the full set: what it does not hold is gone. */
    private static final Set<String> FULL_SET = Set.of(LISTENER, CLUSTER, SCOPED_ROUTE);

    private static final Set<String> LEGACY_WILDCARD = Set.of(LISTENER, CLUSTER, SCOPED_ROUTE);

    private TypeUrls() {}

    /** Whether a state-of-the-world response of this type is the whole set (xDS protocol, "Grouping resources into responses"). */
    public static boolean fullSet(String typeUrl) {
        return FULL_SET.contains(typeUrl);
    }

    /** Whether a first request that names nothing asks for everything (xDS protocol, "How the client specifies what resources to return"). */
    public static boolean legacyWildcard(String typeUrl) {
        return LEGACY_WILDCARD.contains(typeUrl);
    }

    /** Position in {@link #SEND_ORDER}; types not listed come last. */
    public static int rank(String typeUrl) {
        int index = SEND_ORDER.indexOf(typeUrl);
        return index < 0 ? SEND_ORDER.size() : index;
    }
}
