// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.engine.route.RouteTable;
import io.mainstay.engine.tls.SdsReference;
import io.mainstay.engine.tls.SecretConfig;
import io.mainstay.model.ConfigProblem;
import io.mainstay.proxy.cluster.ClusterChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes down what it is told, and holds what a proxy would. */
final class RecordingTarget implements ConfigTarget {
    final List<String> events = new ArrayList<>();
    final Map<String, ClusterConfig> clusters = new TreeMap<>();
    final Map<String, ListenerConfig> listeners = new TreeMap<>();
    final Map<String, Integer> endpoints = new TreeMap<>();
    final Map<String, SecretConfig> secrets = new TreeMap<>();
    Map<String, RouteTable> routes = Map.of();

    @Override
    public void clusters(ClusterChange change) {
        change.put().forEach(cluster -> {
            events.add("+cluster " + cluster.name());
            clusters.put(cluster.name(), cluster);
        });
        new TreeSet<>(change.removed()).forEach(name -> {
            events.add("-cluster " + name);
            clusters.remove(name);
        });
        change.assignments()
                .forEach((name, assignment) ->
                        endpoints.put(name, assignment.endpoints().size()));
        change.unassigned().forEach(endpoints::remove);
    }

    /** Addresses that are taken by somebody else. */
    final Map<String, String> taken = new TreeMap<>();

    @Override
    public List<ConfigProblem> reserve(ListenerConfig listener) {
        String reason = taken.get(listener.name());
        return reason == null ? List.of() : List.of(new ConfigProblem(ConfigProblem.Code.CONFLICT, "address", reason));
    }

    @Override
    public void routes(String version, Map<String, RouteTable> tables) {
        events.add("routes " + tables.keySet());
        routes = tables;
    }

    @Override
    public void listener(ListenerConfig listener) {
        events.add("+listener " + listener.name());
        listeners.put(listener.name(), listener);
    }

    @Override
    public void listenerGone(String name) {
        events.add("-listener " + name);
        listeners.remove(name);
    }

    @Override
    public void secret(SdsReference reference, SecretConfig secret) {
        events.add("+secret " + reference.name());
        secrets.put(reference.name(), secret);
    }

    @Override
    public void secretGone(SdsReference reference) {
        events.add("-secret " + reference.name());
        secrets.remove(reference.name());
    }
}
