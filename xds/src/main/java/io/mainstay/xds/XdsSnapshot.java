// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Everything one node should have at a moment. Consistent: what its resources refer to is in it.
 *
 * @param version   for people; opaque
 * @param resources type URL → name → resource, in the order in which they are sent
 */
public record XdsSnapshot(String version, Map<String, Map<String, XdsResource>> resources) {
    /** Nothing at all, as before anything is known. */
    public static final XdsSnapshot EMPTY = new XdsSnapshot("", Map.of());

    public XdsSnapshot {
        Objects.requireNonNull(version);
        Map<String, Map<String, XdsResource>> copy = new LinkedHashMap<>();
        resources.forEach((type, byName) -> copy.put(type, Collections.unmodifiableMap(new LinkedHashMap<>(byName))));
        resources = Collections.unmodifiableMap(copy);
    }

    /** Groups resources by the type URL of their bodies; a name given twice within a type is refused. */
    public static XdsSnapshot of(String version, List<XdsResource> resources) {
        Map<String, Map<String, XdsResource>> byType = new LinkedHashMap<>();
        List<String> twice = new ArrayList<>();
        for (XdsResource resource : resources) {
            Map<String, XdsResource> byName =
                    byType.computeIfAbsent(resource.body().getTypeUrl(), _ -> new LinkedHashMap<>());
            if (byName.putIfAbsent(resource.name(), resource) != null) {
                twice.add(resource.body().getTypeUrl() + " " + resource.name());
            }
        }
        if (!twice.isEmpty()) {
            throw new IllegalArgumentException("given twice: " + twice);
        }
        return new XdsSnapshot(version, byType);
    }

    /** The resources of one type by name; empty when there are none. */
    public Map<String, XdsResource> of(String typeUrl) {
        return resources.getOrDefault(typeUrl, Map.of());
    }
}
