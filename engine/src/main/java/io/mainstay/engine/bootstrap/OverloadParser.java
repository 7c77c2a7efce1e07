// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.bootstrap;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.overload.v3.OverloadManager;
import io.envoyproxy.envoy.config.overload.v3.ResourceMonitor;
import io.envoyproxy.envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig;
import io.mainstay.engine.core.MetadataParser;
import io.mainstay.engine.core.TypedConfig;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.model.ConfigProblem.Code;
import java.util.OptionalInt;

/**
 * Reads {@code overload_manager}. Of its monitors the number of downstream connections can be set; what is done about memory is built in, so there are no triggers to
 * configure.
 */
public final class OverloadParser {
    public static final MessageTable CONNECTIONS_TABLE = MessageTable.of(
                    "envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig")
            .value(1, "max_active_downstream_connections", "at least 1")
            .build();

    private static final MessageTable MONITOR = MessageTable.of("envoy.config.overload.v3.ResourceMonitor")
            .inert(1, "name", "the type says what is monitored")
            .any(3, "typed_config")
            .build();

    static final MessageTable TABLE = MessageTable.of("envoy.config.overload.v3.OverloadManager")
            .inert(1, "refresh_interval", "connections are counted as they come")
            .messages(2, "resource_monitors", () -> MONITOR)
            .rejectedList(3, "actions", "what is done when memory is short is built in")
            .rejected(4, "buffer_factory_config", "buffers are bounded by the listener's limit")
            .rejectedList(5, "loadshed_points", "what is done when memory is short is built in")
            .build();

    private OverloadParser() {}

    /** The limit of connections; empty: none is given. */
    static OptionalInt maxConnections(OverloadManager manager, Problems problems) {
        OptionalInt max = OptionalInt.empty();
        for (int i = 0; i < manager.getResourceMonitorsCount(); i++) {
            Problems at = problems.in("resource_monitors", i);
            OptionalInt given = monitor(manager.getResourceMonitors(i), at);
            if (given.isPresent() && max.isPresent()) {
                at.in("typed_config").add(Code.DUPLICATE, "connections are monitored already");
            }
            max = given.isPresent() ? given : max;
        }
        return max;
    }

    private static OptionalInt monitor(ResourceMonitor monitor, Problems problems) {
        Problems at = problems.in("typed_config");
        TypedConfig config = MetadataParser.any(monitor.getTypedConfig());
        if (config.messageName().isEmpty()) {
            problems.missing("typed_config");
            return OptionalInt.empty();
        }
        if (!config.messageName().equals(CONNECTIONS_TABLE.messageName())) {
            at.add(Code.UNKNOWN_TYPE, config.typeUrl() + " (expected: DownstreamConnectionsConfig)");
            return OptionalInt.empty();
        }
        try {
            long max = DownstreamConnectionsConfig.parseFrom(
                            monitor.getTypedConfig().getValue())
                    .getMaxActiveDownstreamConnections();
            if (max < 1) {
                at.invalid("max_active_downstream_connections", max + " (expected: at least 1)");
            }
            return OptionalInt.of(Math.clamp(max, 1, Integer.MAX_VALUE));
        } catch (InvalidProtocolBufferException e) {
            at.add(Code.MALFORMED, "not a " + config.messageName() + ": " + e.getMessage());
            return OptionalInt.empty();
        }
    }
}
