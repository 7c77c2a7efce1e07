// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.mainstay.engine.core.Value;

/** Writes {@code core.v3.Node}. */
final class WireNodes {
    private WireNodes() {}

    static Node write(io.mainstay.engine.core.Node node, String version) {
        return Node.newBuilder()
                .setId(node.id())
                .setCluster(node.cluster())
                .setUserAgentName("mainstay")
                .setUserAgentVersion(version)
                .setLocality(Locality.newBuilder()
                        .setRegion(node.locality().region())
                        .setZone(node.locality().zone())
                        .setSubZone(node.locality().subZone()))
                .setMetadata(struct(node.metadata()))
                .build();
    }

    private static Struct struct(Value.Struct struct) {
        Struct.Builder wire = Struct.newBuilder();
        struct.fields().forEach((name, value) -> wire.putFields(name, value(value)));
        return wire.build();
    }

    private static com.google.protobuf.Value value(Value value) {
        var wire = com.google.protobuf.Value.newBuilder();
        switch (value) {
            case Value.Null _ -> wire.setNullValue(NullValue.NULL_VALUE);
            case Value.Bool bool -> wire.setBoolValue(bool.value());
            case Value.Numeric number -> wire.setNumberValue(number.value());
            case Value.Text text -> wire.setStringValue(text.value());
            case Value.Array array -> {
                ListValue.Builder list = ListValue.newBuilder();
                array.values().forEach(each -> list.addValues(value(each)));
                wire.setListValue(list);
            }
            case Value.Struct struct -> wire.setStructValue(struct(struct));
        }
        return wire.build();
    }
}
