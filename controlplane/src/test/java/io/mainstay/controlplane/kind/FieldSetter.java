// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind;

import java.util.List;

/** Makes a resource of a kind in which one field is set. */
final class FieldSetter {
    private FieldSetter() {}

    static String resource(Kind<?> kind, String path) {
        String group = kind.name().group();
        String apiVersion =
                (group.isEmpty() ? "" : group + "/") + kind.versions().getFirst();
        if (!path.startsWith("spec")) {
            return "{apiVersion: %s, kind: %s, metadata: {name: a}}"
                    .formatted(apiVersion, kind.name().kind());
        }
        String body = nest(List.of(path.split("\\.", -1)), 1);
        return "{apiVersion: %s, kind: %s, metadata: {name: a}, spec: %s}"
                .formatted(apiVersion, kind.name().kind(), body);
    }

    private static String nest(List<String> segments, int from) {
        if (from == segments.size()) {
            return "x";
        }
        String segment = segments.get(from);
        String name = segment.replaceAll("[\\[{].*", "");
        String value = nest(segments, from + 1);
        if (segment.endsWith("[]")) {
            value = "[" + value + "]";
        } else if (segment.endsWith("{}")) {
            value = "{x: " + value + "}";
        }
        return "{" + name + ": " + value + "}";
    }
}
