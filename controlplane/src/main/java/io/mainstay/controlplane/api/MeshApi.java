// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.api;

import io.mainstay.controlplane.config.MeshKeeper;
import io.mainstay.controlplane.registry.TokenStore;
import io.mainstay.controlplane.source.SourceProblem;
import io.mainstay.controlplane.state.MeshService;
import io.mainstay.controlplane.state.MeshSnapshot;
import io.mainstay.controlplane.state.MeshWorkload;
import io.mainstay.controlplane.state.ServicePort;
import io.mainstay.security.EnrolmentToken;
import io.mainstay.xds.server.NodeStatus;
import io.mainstay.xds.server.TypeStatus;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Mainstay's own views, below {@code /mainstay/v1}. */
final class MeshApi {
    private static final Duration DEFAULT_VALIDITY = Duration.ofHours(24);

    private final MeshKeeper keeper;
    private final TokenStore tokens;
    private final Function<EnrolmentToken, String> join;
    private final Supplier<List<NodeStatus>> nodes;
    private final Supplier<List<SourceProblem>> problems;
    private final JsonMapper json = JsonMapper.builder().build();

    MeshApi(
            MeshKeeper keeper,
            TokenStore tokens,
            Function<EnrolmentToken, String> join,
            Supplier<List<NodeStatus>> nodes,
            Supplier<List<SourceProblem>> problems) {
        this.keeper = keeper;
        this.tokens = tokens;
        this.join = join;
        this.nodes = nodes;
        this.problems = problems;
    }

    HttpResponse proxyStatus() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (NodeStatus node : nodes.get()) {
            ObjectNode entry = list.addObject();
            entry.put("node", node.node().id()).put("cluster", node.node().cluster());
            entry.put("identity", node.identity().spiffeId().orElse(""));
            entry.put("peer", node.identity().peer()).put("delta", node.delta());
            entry.put("role", node.node().text("role").orElse("node"));
            entry.put("userAgent", node.node().userAgent());
            entry.put("connectedAt", node.connectedAt().toString());
            ObjectNode metadata = entry.putObject("metadata");
            node.node().metadata().forEach((name, value) -> {
                if (value instanceof String text) {
                    metadata.put(name, text);
                }
            });
            ArrayNode types = entry.putArray("types");
            node.types().forEach(type -> types.add(type(type)));
        }
        return HttpResponse.json(200, JsonNodeFactory.instance.objectNode().set("nodes", list));
    }

    private static ObjectNode type(TypeStatus type) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        entry.put("typeUrl", type.typeUrl()).put("state", type.state().name());
        entry.put("sentVersion", type.sentVersion()).put("ackedVersion", type.ackedVersion());
        entry.put("resources", type.resources())
                .put("changedAt", type.changedAt().toString());
        type.refusal()
                .ifPresent(refusal -> entry.putObject("refusal")
                        .put("version", refusal.version())
                        .put("error", refusal.error())
                        .put("at", refusal.at().toString()));
        return entry;
    }

    HttpResponse workloads() {
        MeshSnapshot mesh = keeper.snapshot();
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (MeshWorkload workload : mesh.workloads().values()) {
            ObjectNode entry = list.addObject();
            entry.put("namespace", workload.name().namespace())
                    .put("name", workload.name().name());
            ArrayNode services = entry.putArray("services");
            mesh.services().values().stream()
                    .filter(workload::backs)
                    .forEach(service -> services.add(service.name().name()));
            entry.put("version", workload.version()).put("identity", workload.spiffeId(mesh.trustDomain()));
            entry.put("address", workload.address())
                    .put("locality", workload.locality().toString());
            entry.put("healthy", !mesh.unhealthy().contains(workload.name()));
            entry.put(
                    "mtls", workload.tls() ? mesh.mtls().modeOf(workload).name().toLowerCase(Locale.ROOT) : "none");
            workload.enrolment()
                    .ifPresent(enrolment -> entry.put("host", enrolment.host())
                            .put("inboundPort", enrolment.inboundPort())
                            .put("applicationPort", enrolment.applicationPort())
                            .put("outboundAddress", enrolment.outboundAddress()));
        }
        return HttpResponse.json(200, JsonNodeFactory.instance.objectNode().set("workloads", list));
    }

    HttpResponse services() {
        MeshSnapshot mesh = keeper.snapshot();
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (MeshService service : mesh.services().values()) {
            ObjectNode entry = list.addObject();
            entry.put("namespace", service.name().namespace())
                    .put("name", service.name().name());
            entry.put("host", service.name().host());
            entry.put("workloads", mesh.backing(service).size());
            entry.put(
                    "healthyWorkloads",
                    mesh.backing(service).stream()
                            .filter(workload -> !mesh.unhealthy().contains(workload.name()))
                            .count());
            ArrayNode ports = entry.putArray("ports");
            for (ServicePort port : service.ports()) {
                ports.addObject()
                        .put("name", port.name())
                        .put("port", port.port())
                        .put("protocol", port.protocol().name().toLowerCase(Locale.ROOT))
                        .put("virtualPort", port.virtualPort());
            }
        }
        return HttpResponse.json(200, JsonNodeFactory.instance.objectNode().set("services", list));
    }

    HttpResponse sources() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (SourceProblem problem : problems.get()) {
            list.add(Statuses.cause(problem.problem()).put("place", problem.place()));
        }
        return HttpResponse.json(200, JsonNodeFactory.instance.objectNode().set("problems", list));
    }

    HttpResponse tokens(HttpRequest request) {
        return switch (request.method()) {
            case "GET" -> {
                ArrayNode list = JsonNodeFactory.instance.arrayNode();
                tokens.list()
                        .forEach(token -> list.addObject()
                                .put("id", token.id())
                                .put("hosts", token.hosts())
                                .put("role", token.role())
                                .put("expires", token.expires().toString()));
                yield HttpResponse.json(
                        200, JsonNodeFactory.instance.objectNode().set("tokens", list));
            }
            case "POST" -> create(request);
            case "DELETE" ->
                request.segments().size() == 4
                                && tokens.revoke(request.segments().get(3))
                        ? HttpResponse.json(
                                200, JsonNodeFactory.instance.objectNode().put("status", "Success"))
                        : Statuses.failure(404, "NotFound", "there is no such token");
            default -> Statuses.failure(405, "MethodNotAllowed", request.method() + " is not for this path");
        };
    }

    private HttpResponse create(HttpRequest request) {
        try {
            JsonNode asked = request.body().isBlank() ? json.createObjectNode() : json.readTree(request.body());
            long seconds = asked.path("validitySeconds").asLong(DEFAULT_VALIDITY.toSeconds());
            EnrolmentToken token = tokens.create(
                    asked.path("hosts").asString("*"),
                    asked.path("role").asString("node"),
                    Duration.ofSeconds(seconds));
            return HttpResponse.json(
                    201,
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("id", token.id())
                            .put("token", token.reveal())
                            .put("join", join.apply(token)));
        } catch (JacksonException e) {
            return Statuses.failure(400, "BadRequest", "the body is not JSON: " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            return Statuses.failure(422, "Invalid", String.valueOf(e.getMessage()));
        }
    }
}
