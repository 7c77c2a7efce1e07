// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.api;

import io.mainstay.controlplane.config.MeshKeeper;
import io.mainstay.controlplane.config.ResourceStore;
import io.mainstay.controlplane.kind.KindCatalog;
import io.mainstay.controlplane.metrics.LabelledCounter;
import io.mainstay.controlplane.metrics.MetricsText;
import io.mainstay.controlplane.registry.TokenStore;
import io.mainstay.controlplane.source.SourceProblem;
import io.mainstay.security.EnrolmentToken;
import io.mainstay.xds.server.NodeStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The API: which path goes where, and where it listens. */
public final class ApiServer implements AutoCloseable {
    private static final Set<String> METHODS = Set.of("GET", "PUT", "PATCH", "POST", "DELETE");

    private final Endpoints endpoints;
    private final Views views;
    private final ResourceApi resources;
    private final MeshApi mesh;
    private final List<ApiListener> listeners = new ArrayList<>();
    private final LabelledCounter requests = new LabelledCounter();

    /**
     * Where the API listens.
     *
     * @param socket a Unix socket, for this user alone
     * @param tcp    a port as well, for who has the token
     * @param token  wanted on {@code tcp}; not empty when there is one
     */
    public record Endpoints(Path socket, Optional<InetSocketAddress> tcp, String token) {
        public Endpoints {
            Objects.requireNonNull(socket);
            Objects.requireNonNull(tcp);
            if (tcp.isPresent() && token.isEmpty()) {
                throw new IllegalArgumentException("the API listens on TCP only with a token");
            }
        }
    }

    /**
     * What the API shows that is kept elsewhere.
     *
     * @param version  of this program
     * @param join     makes of a token what a new host needs
     * @param nodes    who is connected
     * @param problems of the sources
     * @param degraded why not everything works; empty when it does
     * @param backup   of the store, as of now
     * @param authority its roots; empty when there is none to be shown
     */
    public record Views(
            String version,
            Supplier<ObjectNode> about,
            Function<EnrolmentToken, String> join,
            Supplier<List<NodeStatus>> nodes,
            Supplier<List<SourceProblem>> problems,
            Supplier<Optional<String>> degraded,
            Supplier<String> backup,
            Optional<AuthorityApi> authority) {
        public Views {
            Objects.requireNonNull(version);
            Objects.requireNonNull(about);
            Objects.requireNonNull(join);
            Objects.requireNonNull(nodes);
            Objects.requireNonNull(problems);
            Objects.requireNonNull(degraded);
            Objects.requireNonNull(backup);
            Objects.requireNonNull(authority);
        }
    }

    public ApiServer(
            Endpoints endpoints,
            ResourceStore store,
            KindCatalog kinds,
            MeshKeeper keeper,
            TokenStore tokens,
            Views views) {
        this.endpoints = endpoints;
        this.views = views;
        this.resources = new ResourceApi(store, kinds, keeper);
        this.mesh = new MeshApi(keeper, tokens, views.join(), views.nodes(), views.problems());
    }

    /**
     * Begins to listen.
     *
     * @throws IOException with a message for the user when it cannot
     */
    public void start() throws IOException {
        listeners.add(ApiListener.onSocket(endpoints.socket(), this::handle).start());
        if (endpoints.tcp().isPresent()) {
            listeners.add(ApiListener.onPort(
                            endpoints.tcp().get(), "--api-listen", new BearerGate(endpoints.token(), this::handle))
                    .start());
        }
    }

    /** The port bound on TCP; 0 when there is none. */
    public int port() throws IOException {
        for (ApiListener listener : listeners) {
            if (listener.address() instanceof InetSocketAddress address) {
                return address.getPort();
            }
        }
        return 0;
    }

    /** What is known here, for Prometheus. */
    public void metrics(MetricsText text) {
        text.counter("mainstay_api_requests_total", "Requests to the API, by method and status.", requests);
    }

    HttpResponse handle(HttpRequest request) {
        HttpResponse response = route(request);
        String method = METHODS.contains(request.method()) ? request.method() : "other";
        requests.increment("method=\"" + method + "\",code=\"" + response.status() + "\"");
        return response;
    }

    private HttpResponse route(HttpRequest request) {
        List<String> segments = request.segments();
        String first = segments.isEmpty() ? "" : segments.getFirst();
        return switch (first) {
            case "api", "apis" -> resources.handle(request);
            case "version" -> version();
            case "livez" -> HttpResponse.text(200, "ok\n");
            case "readyz" -> MetricsServer.readiness(views.degraded().get());
            case "mainstay" -> own(request, segments.size() >= 3 ? segments.get(2) : "");
            default -> Statuses.failure(404, "NotFound", "there is nothing at /" + String.join("/", segments));
        };
    }

    private HttpResponse version() {
        ObjectNode version = JsonNodeFactory.instance.objectNode().put("gitVersion", views.version());
        version.put("product", "mainstay");
        return HttpResponse.json(200, version);
    }

    private HttpResponse own(HttpRequest request, String view) {
        return switch (view) {
            case "apply" ->
                request.method().equals("POST")
                        ? resources.apply(
                                request, request.parameter("namespace").orElse("default"))
                        : Statuses.failure(405, "MethodNotAllowed", "apply is a POST");
            case "proxy-status" -> mesh.proxyStatus();
            case "workloads" -> mesh.workloads();
            case "services" -> mesh.services();
            case "sources" -> mesh.sources();
            case "tokens" -> mesh.tokens(request);
            case "ca" ->
                views.authority()
                        .map(authority -> authority.handle(request))
                        .orElseGet(() -> Statuses.failure(404, "NotFound", "there is no authority here"));
            case "backup" ->
                new HttpResponse(200, "application/jsonl", views.backup().get());
            case "about" -> HttpResponse.json(200, views.about().get());
            default ->
                Statuses.failure(
                        404,
                        "NotFound",
                        "views: about, apply, backup, ca, proxy-status, services, sources, tokens, workloads");
        };
    }

    @Override
    public void close() {
        listeners.forEach(ApiListener::close);
    }
}
