// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.resource;

/** Writes trees as JSON, members in their order, on one line. */
public final class TreeJson {
    private TreeJson() {}

    public static String write(Tree tree) {
        StringBuilder out = new StringBuilder();
        write(tree, out);
        return out.toString();
    }

    private static void write(Tree tree, StringBuilder out) {
        switch (tree) {
            case Tree.Obj object -> {
                String separator = "{";
                for (var member : object.members().entrySet()) {
                    out.append(separator);
                    quote(member.getKey(), out);
                    out.append(':');
                    write(member.getValue().value(), out);
                    separator = ",";
                }
                out.append(object.members().isEmpty() ? "{}" : "}");
            }
            case Tree.Items list -> {
                String separator = "[";
                for (Tree item : list.items()) {
                    out.append(separator);
                    write(item, out);
                    separator = ",";
                }
                out.append(list.items().isEmpty() ? "[]" : "]");
            }
            case Tree.Text text -> quote(text.value(), out);
            case Tree.Whole whole -> out.append(whole.value());
            case Tree.Fraction fraction -> out.append(fraction.value());
            case Tree.Flag flag -> out.append(flag.value());
            case Tree.Nothing _ -> out.append("null");
        }
    }

    /** Appends a JSON string. */
    public static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7f || c == 0x2028 || c == 0x2029 || Character.isSurrogate(c)) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
