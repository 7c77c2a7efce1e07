// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.resource;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What every resource says of itself.
 *
 * @param labels      in the order written
 * @param annotations in the order written
 */
public record Metadata(String namespace, String name, Map<String, String> labels, Map<String, String> annotations) {
    public Metadata {
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(name);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /** Reports a namespace that no resource may name, which those that name none would get. */
    public static void checkDefault(String namespace, ProblemList problems) {
        Tree.Member given = new Tree.Member(Position.NONE, new Tree.Text(Position.NONE, namespace));
        new Reader(new Tree.Obj(Position.NONE, Map.of("namespace", given)), "", problems).label("namespace");
    }

    /** Reads {@code metadata}; an absent namespace becomes {@code defaultNamespace}. */
    public static Metadata read(Reader root, String defaultNamespace) {
        Reader metadata = root.requiredObject("metadata");
        String name = metadata.has("name") || root.has("metadata") ? metadata.subdomain("name") : "";
        String namespace = metadata.has("namespace") ? metadata.label("namespace") : defaultNamespace;
        return new Metadata(namespace, name, metadata.textMap("labels"), metadata.textMap("annotations"));
    }
}
