// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import io.mainstay.engine.wire.Field;
import io.mainstay.engine.wire.FieldKind;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Treatment;
import io.mainstay.engine.wire.UnknownFields;
import io.mainstay.engine.wire.WireWalk;
import io.mainstay.model.ConfigProblem;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Every field of every message, set alone, is treated as its table says, with its path. */
class FieldTreatmentTest {
    private final Map<String, Descriptor> descriptors = Descriptors.byName();

    @Test
    void everyFieldThatIsSetIsTreatedAsItsTableSays() {
        forEachField((table, field) -> {
            ByteString bytes = setAlone(table, field);

            WireWalk walk = new WireWalk(Map.of(), UnknownFields.REJECT).over(table, bytes);

            String path = field.name() + (field.repeated() ? "[0]" : "");
            assertThat(walk.inert())
                    .as("%s.%s", table, field.name())
                    .isEqualTo(field.treatment() == Treatment.INERT ? java.util.List.of(path) : java.util.List.of());
            if (field.treatment() == Treatment.REJECTED) {
                assertThat(walk.problems()).singleElement().satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo(ConfigProblem.Code.UNSUPPORTED_FIELD);
                    assertThat(problem.path()).isEqualTo(path);
                    assertThat(problem.message()).contains(field.note()).doesNotContain("supported: not supported");
                });
            } else {
                assertThat(walk.problems()).as("%s.%s", table, field.name()).isEmpty();
            }
        });
    }

    @Test
    void aSwitchThatIsOffIsNotRefused() {
        forEachField((table, field) -> {
            if (field.kind() == FieldKind.SWITCH) {
                FieldDescriptor real = descriptor(table).findFieldByNumber(field.number());
                ByteString bytes = DynamicMessage.newBuilder(descriptor(table))
                        .setField(real, DynamicMessage.getDefaultInstance(real.getMessageType()))
                        .build()
                        .toByteString();

                WireWalk walk = new WireWalk(Map.of(), UnknownFields.REJECT).over(table, bytes);

                assertThat(walk.problems()).as("%s.%s", table, field.name()).isEmpty();
            }
        });
    }

    @Test
    void aFieldNoTableKnowsIsRefusedInAFileAndCountedFromAServer() {
        for (MessageTable table : AllTables.byName().values()) {
            ByteString bytes = ByteString.fromHex("c03e01"); // field 1000, a varint

            WireWalk file = new WireWalk(Map.of(), UnknownFields.REJECT).over(table, bytes);
            WireWalk server = new WireWalk(Map.of(), UnknownFields.COUNT).over(table, bytes);

            assertThat(file.problems())
                    .singleElement()
                    .extracting(ConfigProblem::code)
                    .isEqualTo(ConfigProblem.Code.UNKNOWN_FIELD);
            assertThat(server.problems()).isEmpty();
            assertThat(server.inert()).containsExactly("unknown field 1000");
        }
    }

    private void forEachField(BiConsumer<MessageTable, Field> check) {
        AllTables.byName().values().forEach(table -> table.fields().forEach(field -> check.accept(table, field)));
    }

    private ByteString setAlone(MessageTable table, Field field) {
        FieldDescriptor real = descriptor(table).findFieldByNumber(field.number());
        DynamicMessage.Builder message = DynamicMessage.newBuilder(descriptor(table));
        Object value = Samples.values(real).getLast();
        if (real.isRepeated()) {
            message.addRepeatedField(real, value);
        } else {
            message.setField(real, value);
        }
        return message.build().toByteString();
    }

    private Descriptor descriptor(MessageTable table) {
        return Optional.ofNullable(descriptors.get(table.messageName())).orElseThrow();
    }
}
