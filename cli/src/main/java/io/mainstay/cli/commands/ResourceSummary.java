// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** The gist of an xDS resource in a line. */
final class ResourceSummary {
    private ResourceSummary() {}

    static String of(String word, JsonNode resource) {
        return switch (word) {
            case "listeners" -> address(resource.path("address")) + " " + chains(resource.path("filter_chains"));
            case "routes" ->
                stream(resource.path("virtual_hosts"))
                        .map(host -> host.path("domains").toString() + " "
                                + host.path("routes").size() + " routes")
                        .collect(Collectors.joining("; "));
            case "clusters" ->
                resource.path("type").asString("STATIC") + (resource.has("transport_socket") ? " tls" : " plaintext");
            case "endpoints" -> endpoints(resource.path("endpoints"));
            default -> resource.has("validation_context") ? "trust bundle" : "certificate";
        };
    }

    private static String chains(JsonNode chains) {
        return stream(chains)
                .map(chain -> chain.path("name").asString("") + (chain.has("transport_socket") ? " tls" : " plaintext"))
                .map(String::strip)
                .collect(Collectors.joining(", "));
    }

    private static String address(JsonNode address) {
        JsonNode socket = address.path("socket_address");
        return socket.isMissingNode()
                ? address.path("pipe").path("path").asString("")
                : socket.path("address").asString("") + ":"
                        + socket.path("port_value").asInt(0);
    }

    private static String endpoints(JsonNode localities) {
        List<String> all = new ArrayList<>();
        for (JsonNode locality : localities) {
            String zone = locality.path("locality").path("zone").asString("");
            int priority = locality.path("priority").asInt(0);
            for (JsonNode endpoint : locality.path("lb_endpoints")) {
                all.add(address(endpoint.path("endpoint").path("address"))
                        + (zone.isEmpty() ? "" : " (" + zone + ")")
                        + (priority > 0 ? " priority " + priority : ""));
            }
        }
        return String.join(", ", all);
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
