// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.mainstay.controlplane.state.Protocol;
import java.util.Map;
import java.util.TreeMap;

/** Small messages that many resources share. */
final class Wire {
    private static final String TYPES = "type.googleapis.com/";

    private Wire() {}

    /** Packs without touching descriptors. */
    static Any any(String type, Message message) {
        return Any.newBuilder()
                .setTypeUrl(TYPES + type)
                .setValue(message.toByteString())
                .build();
    }

    static Address address(String address, int port) {
        return Address.newBuilder()
                .setSocketAddress(SocketAddress.newBuilder().setAddress(address).setPortValue(port))
                .build();
    }

    static Duration seconds(long seconds) {
        return Duration.newBuilder().setSeconds(seconds).build();
    }

    static Duration duration(java.time.Duration duration) {
        return Duration.newBuilder()
                .setSeconds(duration.getSeconds())
                .setNanos(duration.getNano())
                .build();
    }

    static UInt32Value uint(int value) {
        return UInt32Value.of(value);
    }

    /** From the same server as this resource. */
    static ConfigSource ads() {
        return ConfigSource.newBuilder()
                .setAds(io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource.getDefaultInstance())
                .setResourceApiVersion(io.envoyproxy.envoy.config.core.v3.ApiVersion.V3)
                .build();
    }

    /** In the order of the names: the same values are the same bytes in every process, so a restart changes nothing for a proxy. */
    static Struct struct(Map<String, String> values) {
        Struct.Builder struct = Struct.newBuilder();
        new TreeMap<>(values)
                .forEach((name, value) -> struct.putFields(
                        name, Value.newBuilder().setStringValue(value).build()));
        return struct.build();
    }

    /** Labels for telemetry, and for a listener the identity its calls are made with. */
    static Metadata metadata(WorkloadView workload, boolean identity) {
        Metadata.Builder metadata = Metadata.newBuilder()
                .putFilterMetadata(
                        Names.WORKLOAD_METADATA,
                        struct(Map.of(
                                "namespace", workload.namespace(),
                                "workload", workload.workload(),
                                "service", workload.service(),
                                "version", workload.version())));
        if (identity) {
            metadata.putFilterMetadata(Names.IDENTITY_METADATA, struct(Map.of("principal", workload.principal())));
        }
        return metadata.build();
    }

    static String word(Protocol protocol) {
        return protocol.isHttp2() ? "h2" : "http/1.1";
    }
}
