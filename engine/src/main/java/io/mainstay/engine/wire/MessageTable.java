// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All fields of one message type, each with what becomes of it. Declared once beside the parser; immutable. */
public final class MessageTable {
    private final String messageName;
    private final @Nullable Field[] byNumber;

    private MessageTable(String messageName, @Nullable Field[] byNumber) {
        this.messageName = messageName;
        this.byNumber = byNumber;
    }

    /** Starts the table of a message, by its full proto name. */
    public static Builder of(String messageName) {
        return new Builder(messageName);
    }

    public String messageName() {
        return messageName;
    }

    /** The field of a number; null when the table does not know it. */
    @Nullable
    Field field(int number) {
        return number < byNumber.length ? byNumber[number] : null;
    }

    /** In order of their numbers. */
    public List<Field> fields() {
        return Arrays.stream(byNumber)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    @Override
    public String toString() {
        return messageName;
    }

    /** Collects the fields of one message. */
    public static final class Builder {
        private final String messageName;
        private final List<Field> fields = new ArrayList<>();

        private Builder(String messageName) {
            this.messageName = messageName;
        }

        private Builder add(Field field) {
            fields.add(field);
            return this;
        }

        /** A value, taken as it is. */
        public Builder value(int number, String name) {
            return value(number, name, "");
        }

        /** A value, honoured within the limits the note tells. */
        public Builder value(int number, String name, String note) {
            return add(new Field(number, name, Treatment.HONOURED, FieldKind.LEAF, false, null, note));
        }

        /** Several values. */
        public Builder values(int number, String name) {
            return add(new Field(number, name, Treatment.HONOURED, FieldKind.LEAF, true, null, ""));
        }

        /** A message with its own table. */
        public Builder message(int number, String name, Supplier<MessageTable> table) {
            return add(new Field(number, name, Treatment.HONOURED, FieldKind.MESSAGE, false, table, ""));
        }

        /** Several messages. */
        public Builder messages(int number, String name, Supplier<MessageTable> table) {
            return add(new Field(number, name, Treatment.HONOURED, FieldKind.MESSAGE, true, table, ""));
        }

        /** An {@code Any} whose type the parser knows or refuses. */
        public Builder any(int number, String name) {
            return add(new Field(number, name, Treatment.HONOURED, FieldKind.ANY, false, null, ""));
        }

        /** A struct. */
        public Builder struct(int number, String name) {
            return add(new Field(number, name, Treatment.HONOURED, FieldKind.STRUCT, false, null, ""));
        }

        /** A map from text to structs. */
        public Builder structMap(int number, String name) {
            return add(new Field(number, name, Treatment.HONOURED, FieldKind.STRUCT, true, null, ""));
        }

        /** A map from text to {@code Any}. */
        public Builder anyMap(int number, String name) {
            return add(new Field(number, name, Treatment.HONOURED, FieldKind.MAP, false, null, ""));
        }

        /** Harmless and without effect. */
        public Builder inert(int number, String name, String note) {
            return add(new Field(number, name, Treatment.INERT, FieldKind.LEAF, false, null, note));
        }

        /** Harmless and without effect, may be given several times. */
        public Builder inertList(int number, String name, String note) {
            return add(new Field(number, name, Treatment.INERT, FieldKind.LEAF, true, null, note));
        }

        /** Refused when set. */
        public Builder rejected(int number, String name, String note) {
            return add(new Field(number, name, Treatment.REJECTED, FieldKind.LEAF, false, null, note));
        }

        /** Refused when there is any. */
        public Builder rejectedList(int number, String name, String note) {
            return add(new Field(number, name, Treatment.REJECTED, FieldKind.LEAF, true, null, note));
        }

        /** A wrapper, refused unless it says zero or false. */
        public Builder rejectedSwitch(int number, String name, String note) {
            return add(new Field(number, name, Treatment.REJECTED, FieldKind.SWITCH, false, null, note));
        }

        /** The finished table; a number or name given twice is a mistake of ours. */
        public MessageTable build() {
            int highest = fields.stream().mapToInt(Field::number).max().orElse(0);
            @Nullable Field[] byNumber = new @Nullable Field[highest + 1];
            for (Field field : fields) {
                if (byNumber[field.number()] != null) {
                    throw new IllegalStateException(messageName + ": field " + field.number() + " twice");
                }
                byNumber[field.number()] = field;
            }
            return new MessageTable(messageName, byNumber);
        }
    }
}
