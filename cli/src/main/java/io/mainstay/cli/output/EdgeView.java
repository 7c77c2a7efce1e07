// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.output;

import io.mainstay.cli.metrics.Edge;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Edges of a mesh as people and programs read them. */
public final class EdgeView {
    private EdgeView() {}

    public static String table(List<Edge> edges) {
        Table table = new Table("FROM", "TO", "PROTOCOL", "REQUESTS", "SUCCESS", "P50", "P99", "MTLS");
        for (Edge edge : edges) {
            table.row(
                    edge.from(),
                    edge.to(),
                    edge.protocol(),
                    edge.requests(),
                    "%.2f %%".formatted(edge.successRate() * 100),
                    "%.1f ms".formatted(edge.p50Ms()),
                    "%.1f ms".formatted(edge.p99Ms()),
                    "%.0f %%".formatted(edge.requests() == 0 ? 0 : 100.0 * edge.mutualTls() / edge.requests()));
        }
        return table.text();
    }

    /** A list of {@code {from, to, protocol, requests, successRate, p50Ms, p99Ms}}. */
    public static ArrayNode json(List<Edge> edges) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Edge edge : edges) {
            list.addObject()
                    .put("from", edge.from())
                    .put("to", edge.to())
                    .put("protocol", edge.protocol())
                    .put("requests", edge.requests())
                    .put("successRate", edge.successRate())
                    .put("p50Ms", rounded(edge.p50Ms()))
                    .put("p99Ms", rounded(edge.p99Ms()));
        }
        return list;
    }

    private static double rounded(double millis) {
        return Math.round(millis * 100) / 100.0;
    }
}
