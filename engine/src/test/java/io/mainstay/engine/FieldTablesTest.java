// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import io.mainstay.engine.wire.Field;
import io.mainstay.engine.wire.FieldKind;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Treatment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The field tables against Envoy's own descriptors. */
class FieldTablesTest {
    private final Map<String, Descriptor> descriptors = Descriptors.byName();

    @Test
    void everyFieldOfEveryMessageIsClassifiedUnderItsOwnNameAndNumber() {
        List<String> wrong = new ArrayList<>();
        for (MessageTable table : AllTables.byName().values()) {
            Descriptor descriptor = descriptors.get(table.messageName());
            if (descriptor == null) {
                wrong.add(table.messageName() + " does not exist");
                continue;
            }
            compare(table, descriptor, wrong);
        }
        assertThat(wrong).isEmpty();
    }

    private static void compare(MessageTable table, Descriptor descriptor, List<String> wrong) {
        String name = table.messageName();
        Map<Integer, Field> fields =
                table.fields().stream().collect(java.util.stream.Collectors.toMap(Field::number, f -> f));
        for (FieldDescriptor real : descriptor.getFields()) {
            Field field = fields.remove(real.getNumber());
            String where = name + "." + real.getName() + " = " + real.getNumber();
            if (field == null) {
                wrong.add(where + " is not classified");
                continue;
            }
            if (!field.name().equals(real.getName())) {
                wrong.add(where + " is called " + field.name());
            }
            boolean repeated = real.isRepeated() && !(real.isMapField() && field.kind() == FieldKind.MAP);
            if (field.repeated() != repeated) {
                wrong.add(where + ": repeated is " + field.repeated());
            }
            kind(field, real, where, wrong);
        }
        fields.values().forEach(field -> wrong.add(name + "." + field.name() + " does not exist"));
    }

    private static void kind(Field field, FieldDescriptor real, String where, List<String> wrong) {
        boolean message = real.getJavaType() == JavaType.MESSAGE && !real.isMapField();
        String type = message ? real.getMessageType().getFullName() : "";
        switch (field.kind()) {
            case LEAF -> {
                boolean opaque = type.isEmpty() || (type.startsWith("google.protobuf.") && !type.endsWith(".Any"));
                if (field.treatment() == Treatment.HONOURED && !opaque) {
                    wrong.add(where + " is honoured, but nobody looks into " + type);
                }
            }
            case STRUCT -> {
                String struct = real.isMapField()
                        ? real.getMessageType()
                                .findFieldByNumber(2)
                                .getMessageType()
                                .getFullName()
                        : type;
                if (!struct.equals("google.protobuf.Struct")) {
                    wrong.add(where + " is no struct but " + struct);
                }
            }
            case SWITCH -> {
                if (!type.startsWith("google.protobuf.") || !type.endsWith("Value")) {
                    wrong.add(where + " is no wrapper but " + type);
                }
            }
            case MESSAGE -> {
                if (field.nested() == null
                        || !field.nested().get().messageName().equals(type)) {
                    wrong.add(where + " has the table of another message than " + type);
                }
            }
            case ANY -> {
                if (!type.equals("google.protobuf.Any")) {
                    wrong.add(where + " is no Any but " + type);
                }
            }
            case MAP -> {
                if (!real.isMapField()) {
                    wrong.add(where + " is no map");
                }
            }
        }
    }

    @Test
    void everyFieldThatIsNotHonouredSaysWhy() {
        assertThat(AllTables.byName().values())
                .allSatisfy(table -> assertThat(table.fields())
                        .filteredOn(field -> field.treatment() != Treatment.HONOURED)
                        .allSatisfy(field -> assertThat(field.note()).isNotBlank()));
    }
}
