// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.resource;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A YAML or JSON value that knows where it stood. */
public sealed interface Tree {
    Position position();

    /** What it is, for messages. */
    String shape();

    /** An object, its members in the order they were written. */
    record Obj(Position position, Map<String, Member> members) implements Tree {
        public Obj {
            Objects.requireNonNull(position);
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        @Override
        public String shape() {
            return "an object";
        }
    }

    /** One member of an object, with the place of its key. */
    record Member(Position position, Tree value) {
        public Member {
            Objects.requireNonNull(position);
            Objects.requireNonNull(value);
        }
    }

    /** A list. */
    record Items(Position position, List<Tree> items) implements Tree {
        public Items {
            Objects.requireNonNull(position);
            items = List.copyOf(items);
        }

        @Override
        public String shape() {
            return "a list";
        }
    }

    /** A string. */
    record Text(Position position, String value) implements Tree {
        public Text {
            Objects.requireNonNull(position);
            Objects.requireNonNull(value);
        }

        @Override
        public String shape() {
            return "the string '" + value + "'";
        }
    }

    /** A number without fraction. */
    record Whole(Position position, long value) implements Tree {
        public Whole {
            Objects.requireNonNull(position);
        }

        @Override
        public String shape() {
            return "the number " + value;
        }
    }

    /** A number with a fraction or exponent. */
    record Fraction(Position position, double value) implements Tree {
        public Fraction {
            Objects.requireNonNull(position);
        }

        @Override
        public String shape() {
            return "the number " + value;
        }
    }

    /** True or false. */
    record Flag(Position position, boolean value) implements Tree {
        public Flag {
            Objects.requireNonNull(position);
        }

        @Override
        public String shape() {
            return "" + value;
        }
    }

    /** Nothing; the same as leaving the field out, as Kubernetes has it. */
    record Nothing(Position position) implements Tree {
        public Nothing {
            Objects.requireNonNull(position);
        }

        @Override
        public String shape() {
            return "null";
        }
    }
}
