// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.commands;

import io.mainstay.cli.CliContext;
import io.mainstay.cli.Command;
import io.mainstay.cli.api.ApiException;
import io.mainstay.cli.api.ProxyAdmin;
import io.mainstay.cli.metrics.Edge;
import io.mainstay.cli.metrics.Edges;
import io.mainstay.cli.metrics.MetricSample;
import io.mainstay.cli.options.CommandLine;
import io.mainstay.cli.options.Given;
import io.mainstay.cli.options.Option;
import io.mainstay.cli.options.UsageException;
import io.mainstay.cli.output.EdgeView;
import io.mainstay.cli.output.Format;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code stat}: requests, success and latency of each edge, from what the called side's proxies count. */
public final class StatCommand implements Command {
    @Override
    public CommandLine line() {
        return new CommandLine(
                "stat [OPTION...]",
                """
                Shows requests, success rate, latency and share of mTLS of the calls between services.

                The proxies are those connected to the control plane that can be reached from here, or those named with
                --proxy. Figures count from each proxy's start.
                """,
                List.of(
                        Option.values(
                                "--proxy", "PATH", "run folder, admin socket or http://host:port; may be repeated"),
                        Format.OPTION));
    }

    @Override
    public int run(Given given, CliContext context) throws UsageException, ApiException, IOException {
        Format format = Format.of(given);
        List<String> proxies = new ArrayList<>(given.all("--proxy"));
        if (proxies.isEmpty()) {
            for (JsonNode node : context.api(given).view("proxy-status").path("nodes")) {
                String admin = node.path("metadata").path("admin").asString("");
                if (!admin.isEmpty() && !proxies.contains(admin)) {
                    proxies.add(admin);
                }
            }
        }
        if (proxies.isEmpty()) {
            throw new IOException("no proxy is connected that says where its metrics are; name one with --proxy");
        }
        List<List<MetricSample>> pages = new ArrayList<>();
        for (String proxy : proxies) {
            try {
                pages.add(MetricSample.parse(
                        ProxyAdmin.find(proxy, context.folders()).page("/stats/prometheus")));
            } catch (IOException e) {
                context.err().println("warning: left out: " + e.getMessage());
            }
        }
        if (pages.isEmpty()) {
            throw new IOException("no proxy could be asked");
        }
        List<Edge> edges = Edges.of(pages);
        context.out().print(format == Format.TABLE ? EdgeView.table(edges) : format.write(json(edges)));
        return OK;
    }

    private static ObjectNode json(List<Edge> edges) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("mtlsShare", Edges.mutualTlsShare(edges));
        root.set("edges", EdgeView.json(edges));
        return root;
    }
}
