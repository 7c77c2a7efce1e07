// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.demo;

import io.mainstay.cli.metrics.Edge;
import io.mainstay.cli.metrics.Edges;
import io.mainstay.cli.output.EdgeView;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What came of a demo.
 *
 * @param readySeconds from the launcher's start to the first page that crossed every edge
 * @param load         what the load saw
 * @param edges        as the called side's proxies have counted them
 * @param residentMb   memory of each process
 */
record DemoReport(
        double readySeconds,
        LoadReport load,
        List<Edge> edges,
        Map<String, Long> residentMb,
        Optional<ScenarioResult> scenario) {
    private static final long ENOUGH = 100;
    private static final List<String> EXPECTED =
            List.of("ingress>storefront", "storefront>catalog", "storefront>reviews", "reviews>ratings");

    DemoReport {
        Objects.requireNonNull(load);
        edges = List.copyOf(edges);
        residentMb = Collections.unmodifiableMap(new LinkedHashMap<>(residentMb));
        Objects.requireNonNull(scenario);
    }

    /** What is not as it should be, in words; empty when all is well. */
    Optional<String> complaint() {
        if (scenario.isPresent()) {
            return scenario.get().passed()
                    ? Optional.empty()
                    : Optional.of("the criterion was not met: " + scenario.get().measured());
        }
        if (load.failed() > 0) {
            return Optional.of(load.failed() + " of " + load.requests() + " requests failed: " + load.failures());
        }
        for (String name : EXPECTED) {
            if (edges.stream().noneMatch(edge -> (edge.from() + ">" + edge.to()).equals(name))) {
                return Optional.of("no proxy has counted a call " + name);
            }
        }
        for (Edge edge : edges) {
            if (edge.requests() < ENOUGH || edge.mutualTls() < edge.requests() || edge.successful() < edge.requests()) {
                return Optional.of("the edge is not as it should be: " + edge);
            }
        }
        return Optional.empty();
    }

    JsonNode json() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("readySeconds", Math.round(readySeconds * 100) / 100.0);
        root.put("requests", load.requests());
        root.put("successRate", load.successRate());
        root.put("mtlsShare", Edges.mutualTlsShare(edges));
        root.set("edges", EdgeView.json(edges));
        ObjectNode split = root.putObject("split");
        load.reviews().forEach(split::put);
        ObjectNode resident = root.putObject("rssMb");
        residentMb.forEach(resident::put);
        scenario.ifPresent(result -> {
            ObjectNode story = root.putObject("scenario");
            story.put("name", result.name())
                    .put("criterion", result.criterion())
                    .put("passed", result.passed());
            ObjectNode measured = story.putObject("measured");
            result.measured().forEach((name, value) -> put(measured, name, value));
        });
        return root;
    }

    private static void put(ObjectNode object, String name, Object value) {
        switch (value) {
            case Integer number -> object.put(name, number);
            case Long number -> object.put(name, number);
            case Double number -> object.put(name, number);
            case Boolean flag -> object.put(name, flag);
            case Map<?, ?> map -> {
                ObjectNode below = object.putObject(name);
                map.forEach((key, inner) -> put(below, key.toString(), inner));
            }
            default -> object.put(name, value.toString());
        }
    }
}
