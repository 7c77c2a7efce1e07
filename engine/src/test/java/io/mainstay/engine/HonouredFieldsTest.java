// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StderrAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StdoutAccessLog;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.mainstay.engine.wire.Field;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Treatment;
import io.mainstay.model.ConfigProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A field a table calls honoured must make a difference: for each, some value gives another record, or another problem, than leaving the
 * field out. Starts from good resources and goes into every message their tables reach.
 */
@Tag("slow")
class HonouredFieldsTest {
    private static final Map<String, List<Message>> ANY_VALUES = Map.of(
            "envoy.config.listener.v3.Filter",
            List.of(HttpConnectionManager.getDefaultInstance(), TcpProxy.getDefaultInstance()),
            "envoy.config.core.v3.TransportSocket",
            List.of(DownstreamTlsContext.getDefaultInstance(), UpstreamTlsContext.getDefaultInstance()),
            "envoy.config.overload.v3.ResourceMonitor",
            List.of(DownstreamConnectionsConfig.getDefaultInstance()),
            "envoy.config.accesslog.v3.AccessLog",
            List.of(
                    FileAccessLog.getDefaultInstance(),
                    StdoutAccessLog.getDefaultInstance(),
                    StderrAccessLog.getDefaultInstance()));

    private static final int DEPTH = 2;
    private static final int VISITS_PER_MESSAGE = 40;

    private final Set<String> noticed = new TreeSet<>();
    private final Map<String, Integer> visits = new HashMap<>();

    @Test
    void everyHonouredFieldMakesADifference() {
        GoodResources.ALL.forEach(this::start);

        Set<String> honoured = new TreeSet<>();
        for (MessageTable table : AllTables.byName().values()) {
            table.fields().stream()
                    .filter(HonouredFieldsTest::hasSomethingToHonour)
                    .forEach(field -> honoured.add(table.messageName() + "." + field.name()));
        }
        honoured.removeAll(noticed);
        assertThat(honoured).isEmpty();
    }

    /** A message none of whose fields is honoured says nothing, unless being there is what it says. */
    private static boolean hasSomethingToHonour(Field field) {
        return field.treatment() == Treatment.HONOURED
                && (field.nested() == null
                        || field.nested().get().fields().isEmpty()
                        || field.nested().get().fields().stream().anyMatch(HonouredFieldsTest::hasSomethingToHonour));
    }

    private <M extends Message> void start(GoodResources.Good<M> good) {
        visits.clear();
        explore(good.reader().table(), good.message(), changed -> {
            Problems problems = Problems.none();
            try {
                return new Outcome(good.reader().parse(changed.toByteString(), problems), problems.found());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** What parsing the whole resource comes to when the message at hand is replaced. */
    @FunctionalInterface
    private interface Context {
        Outcome with(Message changed);

        default Context inside(UnaryOperator<Message> wrap) {
            return changed -> with(wrap.apply(changed));
        }
    }

    private record Outcome(Object parsed, List<ConfigProblem> problems) {}

    private void explore(MessageTable table, Message message, Context context) {
        if (visits.merge(table.messageName(), 1, Integer::sum) > VISITS_PER_MESSAGE) {
            return;
        }
        for (Field field : table.fields()) {
            if (field.treatment() == Treatment.HONOURED) {
                FieldDescriptor real = message.getDescriptorForType().findFieldByNumber(field.number());
                notice(table, field, real, message, context);
                descend(table, field, real, message, context);
            }
        }
    }

    private void notice(MessageTable table, Field field, FieldDescriptor real, Message message, Context context) {
        String name = table.messageName() + "." + field.name();
        if (noticed.contains(name)) {
            return;
        }
        Outcome without = context.with(without(message, real));
        if (!context.with(message).equals(without)) {
            noticed.add(name);
            return;
        }
        boolean makesADifference = Samples.values(real, message.toBuilder(), DEPTH)
                .anyMatch(value -> !context.with(set(message, real, value)).equals(without));
        if (makesADifference) {
            noticed.add(name);
        }
    }

    private static Message without(Message message, FieldDescriptor field) {
        Message.Builder builder = message.toBuilder().clearField(field);
        return field.getContainingOneof() == null
                ? builder.build()
                : builder.clearOneof(field.getContainingOneof()).build();
    }

    private static Message set(Message message, FieldDescriptor field, Object value) {
        return field.isRepeated()
                ? message.toBuilder().setField(field, List.of(value)).build()
                : message.toBuilder().setField(field, value).build();
    }

    private void descend(MessageTable table, Field field, FieldDescriptor real, Message message, Context context) {
        switch (field.kind()) {
            case LEAF, SWITCH, STRUCT -> {}
            case MESSAGE -> {
                MessageTable nested = Objects.requireNonNull(field.nested()).get();
                int given = field.repeated() ? message.getRepeatedFieldCount(real) : 0;
                for (int i = 0; i < given; i++) {
                    int index = i;
                    explore(
                            nested,
                            (Message) message.getRepeatedField(real, i),
                            context.inside(changed -> message.toBuilder()
                                    .setRepeatedField(real, index, changed)
                                    .build()));
                }
                if (given == 0) {
                    Message inner = !field.repeated() && message.hasField(real)
                            ? (Message) message.getField(real)
                            : message.newBuilderForType()
                                    .newBuilderForField(real)
                                    .build();
                    explore(nested, inner, context.inside(changed -> set(message, real, changed)));
                }
            }
            case ANY -> {
                ANY_VALUES
                        .getOrDefault(table.messageName(), List.of())
                        .forEach(value -> any(value, context.inside(changed -> set(message, real, Any.pack(changed)))));
                if (message.hasField(real)) {
                    any(
                            GoodResources.unpack((Any) message.getField(real)),
                            context.inside(changed -> set(message, real, Any.pack(changed))));
                }
            }
            case MAP -> {
                for (int i = 0; i < message.getRepeatedFieldCount(real); i++) {
                    Message entry = (Message) message.getRepeatedField(real, i);
                    FieldDescriptor value = entry.getDescriptorForType().findFieldByNumber(2);
                    any(
                            GoodResources.unpack((Any) entry.getField(value)),
                            context.inside(changed -> set(message, real, set(entry, value, Any.pack(changed)))));
                }
            }
        }
    }

    private void any(Message value, Context context) {
        MessageTable table =
                XdsResources.ANY_TYPES.get(value.getDescriptorForType().getFullName());
        if (table != null) {
            explore(table, value, context);
        }
    }
}
