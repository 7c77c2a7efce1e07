// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.commands;

import io.mainstay.cli.CliContext;
import io.mainstay.cli.Command;
import io.mainstay.cli.api.ApiException;
import io.mainstay.cli.api.ProxyAdmin;
import io.mainstay.cli.options.CommandLine;
import io.mainstay.cli.options.Given;
import io.mainstay.cli.options.UsageException;
import io.mainstay.cli.output.Format;
import io.mainstay.cli.output.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code proxy-config}: the resources in a proxy's configuration dump, by type. */
public final class ProxyConfigCommand implements Command {
    private static final Map<String, String> TYPES = types();

    private static Map<String, String> types() {
        Map<String, String> types = new LinkedHashMap<>();
        types.put("listeners", "envoy.config.listener.v3.Listener");
        types.put("routes", "envoy.config.route.v3.RouteConfiguration");
        types.put("clusters", "envoy.config.cluster.v3.Cluster");
        types.put("endpoints", "envoy.config.endpoint.v3.ClusterLoadAssignment");
        types.put("secrets", "envoy.extensions.transport_sockets.tls.v3.Secret");
        return Map.copyOf(types);
    }

    @Override
    public CommandLine line() {
        return new CommandLine(
                "proxy-config listeners|routes|clusters|endpoints|secrets [NAME] [OPTION...]",
                """
                Shows what a proxy of this machine has been given and is using.

                NAME keeps those whose name contains it. -o json and yaml show the resources whole; keys are never shown.
                """,
                List.of(ProxyAdmin.OPTION, Format.OPTION));
    }

    @Override
    public int run(Given given, CliContext context) throws UsageException, ApiException, IOException {
        String word = given.positionals().isEmpty() ? "" : given.positionals().getFirst();
        String type = TYPES.get(word);
        if (type == null) {
            throw new UsageException("expected listeners, routes, clusters, endpoints or secrets");
        }
        String part = given.positionals().size() > 1 ? given.positionals().get(1) : "";
        Format format = Format.of(given);
        ProxyAdmin proxy = ProxyAdmin.find(given.value("--proxy", ""), context.folders());
        List<JsonNode> found = new ArrayList<>();
        try {
            collect(JsonMapper.builder().build().readTree(proxy.page("/config_dump?include_eds")), type, found);
        } catch (JacksonException e) {
            throw new IOException("the proxy's configuration dump is not JSON: " + e.getOriginalMessage(), e);
        }
        found.removeIf(resource -> !name(resource).contains(part));
        if (format != Format.TABLE) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            found.forEach(all::add);
            context.out().print(format.write(all));
            return OK;
        }
        Table table = new Table("NAME", "SUMMARY");
        found.forEach(resource -> table.row(name(resource), ResourceSummary.of(word, resource)));
        if (table.isEmpty()) {
            context.err().println("no " + word + (part.isEmpty() ? "" : " with '" + part + "' in their name"));
        } else {
            context.out().print(table.text());
        }
        return OK;
    }

    /** Resources stand at many places of a dump; what they are, their type says. */
    private static void collect(JsonNode node, String type, List<JsonNode> found) {
        if (node.isObject() && node.path("@type").asString("").endsWith("/" + type)) {
            found.add(node);
            return;
        }
        node.forEach(child -> collect(child, type, found));
    }

    private static String name(JsonNode resource) {
        return resource.path("name").asString(resource.path("cluster_name").asString(""));
    }
}
