// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.grpc;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.mainstay.model.Locality;
import io.mainstay.xds.server.NodeDescription;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads {@code core.v3.Node}. */
final class Nodes {
    private Nodes() {}

    static NodeDescription describe(Node node) {
        return new NodeDescription(
                node.getId(),
                node.getCluster(),
                new Locality(
                        node.getLocality().getRegion(),
                        node.getLocality().getZone(),
                        node.getLocality().getSubZone()),
                userAgent(node),
                plain(node.getMetadata()));
    }

    private static String userAgent(Node node) {
        var version = node.getUserAgentBuildVersion().getVersion();
        String number = node.hasUserAgentBuildVersion()
                ? version.getMajorNumber() + "." + version.getMinorNumber() + "." + version.getPatch()
                : node.getUserAgentVersion();
        return (node.getUserAgentName() + " " + number).strip();
    }

    private static Map<String, Object> plain(Struct struct) {
        Map<String, Object> plain = new LinkedHashMap<>();
        struct.getFieldsMap().forEach((key, value) -> plain(value).ifPresent(each -> plain.put(key, each)));
        return plain;
    }

    private static Optional<Object> plain(Value value) {
        return switch (value.getKindCase()) {
            case STRING_VALUE -> Optional.of(value.getStringValue());
            case NUMBER_VALUE -> Optional.of(value.getNumberValue());
            case BOOL_VALUE -> Optional.of(value.getBoolValue());
            case STRUCT_VALUE -> Optional.of(plain(value.getStructValue()));
            case LIST_VALUE ->
                Optional.of(value.getListValue().getValuesList().stream()
                        .flatMap(each -> plain(each).stream())
                        .toList());
            case NULL_VALUE, KIND_NOT_SET -> Optional.empty();
        };
    }
}
