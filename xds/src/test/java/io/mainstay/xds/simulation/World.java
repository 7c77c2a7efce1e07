// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.simulation;

import io.mainstay.xds.TestResources;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.XdsSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The truth on the server's side: a mesh that changes at random and is consistent at every moment. Listener {@code l} uses a route table,
 * a route table uses a cluster, a cluster has endpoints of its name.
 */
final class World {
    private static final int SIZE = 5;

    private final Random random;
    private final Map<String, Map<String, String>> versions = new LinkedHashMap<>();

    /** Version → name of what a resource of this version refers to. Versions are unique. */
    private final Map<String, String> references = new LinkedHashMap<>();

    private int counter;

    World(Random random) {
        this.random = random;
        for (String type : List.of(TypeUrls.CLUSTER, TypeUrls.ENDPOINT, TypeUrls.LISTENER, TypeUrls.ROUTE)) {
            versions.put(type, new LinkedHashMap<>());
        }
        change();
    }

    String reference(String version) {
        return references.getOrDefault(version, "");
    }

    Map<String, String> versions(String type) {
        return versions.getOrDefault(type, Map.of());
    }

    XdsSnapshot snapshot() {
        List<XdsResource> resources = new ArrayList<>();
        versions.forEach((type, byName) ->
                byName.forEach((name, version) -> resources.add(TestResources.resource(type, name, version))));
        return XdsSnapshot.of("s" + counter, resources);
    }

    /** Gives every resource another version. */
    void touchAll() {
        versions.values().forEach(byName -> byName.replaceAll((_, version) -> version(reference(version))));
    }

    void change() {
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            changeOne();
        }
    }

    private void changeOne() {
        switch (random.nextInt(5)) {
            case 0 -> addCluster("c" + random.nextInt(SIZE));
            case 1 -> touchEndpoints();
            case 2 -> pickCluster(); // may add one
            case 3 -> putListener();
            default -> dropSomething();
        }
    }

    private void addCluster(String name) {
        put(TypeUrls.CLUSTER, name, name);
        versions(TypeUrls.ENDPOINT).computeIfAbsent(name, _ -> version(""));
    }

    private void touchEndpoints() {
        List<String> names = List.copyOf(versions(TypeUrls.ENDPOINT).keySet());
        if (!names.isEmpty()) {
            put(TypeUrls.ENDPOINT, names.get(random.nextInt(names.size())), "");
        }
    }

    private String pickCluster() {
        List<String> names = List.copyOf(versions(TypeUrls.CLUSTER).keySet());
        if (names.isEmpty()) {
            addCluster("c0");
            return "c0";
        }
        return names.get(random.nextInt(names.size()));
    }

    private void putListener() {
        String route = "r" + random.nextInt(SIZE);
        put(TypeUrls.ROUTE, route, pickCluster());
        put(TypeUrls.LISTENER, "l" + random.nextInt(SIZE), route);
    }

    private void dropSomething() {
        if (random.nextBoolean()) {
            versions(TypeUrls.LISTENER).remove("l" + random.nextInt(SIZE));
        }
        List<String> routes = references(TypeUrls.LISTENER);
        versions(TypeUrls.ROUTE).keySet().removeIf(name -> !routes.contains(name));
        List<String> clusters = references(TypeUrls.ROUTE);
        versions(TypeUrls.CLUSTER).keySet().removeIf(name -> !clusters.contains(name));
        versions(TypeUrls.ENDPOINT)
                .keySet()
                .retainAll(versions(TypeUrls.CLUSTER).keySet());
    }

    private List<String> references(String type) {
        return versions(type).values().stream().map(this::reference).toList();
    }

    private void put(String type, String name, String reference) {
        versions(type).put(name, version(reference));
    }

    private String version(String reference) {
        String version = Integer.toString(++counter);
        references.put(version, reference);
        return version;
    }
}
