// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import io.mainstay.engine.wire.Aside;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.model.Locality;

/** Reads {@code core.v3.Node} and {@code core.v3.Locality}. */
public final class NodeParser {
    private static final int METADATA = 3;

    public static final MessageTable LOCALITY_TABLE = MessageTable.of("envoy.config.core.v3.Locality")
            .value(1, "region")
            .value(2, "zone")
            .value(3, "sub_zone")
            .build();

    public static final MessageTable TABLE = MessageTable.of("envoy.config.core.v3.Node")
            .value(1, "id")
            .value(2, "cluster")
            .struct(METADATA, "metadata")
            .message(4, "locality", () -> LOCALITY_TABLE)
            .inert(6, "user_agent_name", "the proxy tells its own")
            .inert(7, "user_agent_version", "the proxy tells its own")
            .inert(8, "user_agent_build_version", "the proxy tells its own")
            .inertList(9, "extensions", "the proxy tells its own")
            .inertList(10, "client_features", "the proxy tells its own")
            .inertList(11, "listening_addresses", "never sent")
            .rejectedList(12, "dynamic_parameters", "xdstp names are not supported")
            .build();

    private NodeParser() {}

    public static Node parse(io.envoyproxy.envoy.config.core.v3.Node node) {
        return new Node(
                node.getId(),
                node.getCluster(),
                locality(node.getLocality()),
                MetadataParser.struct(Aside.values(node, METADATA)));
    }

    public static Locality locality(io.envoyproxy.envoy.config.core.v3.Locality locality) {
        return new Locality(locality.getRegion(), locality.getZone(), locality.getSubZone());
    }
}
