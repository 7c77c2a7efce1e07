// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.api;

import io.mainstay.cli.http.HttpAnswer;
import io.mainstay.cli.http.HttpCall;
import io.mainstay.cli.http.HttpConnection;
import io.mainstay.cli.http.HttpFailure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a control plane, one connection a question. */
public final class ApiClient {
    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(15));
    private static final String OWN = "/mainstay/v1/";

    private final ServerAddress server;
    private final String token;
    private final Patience patience;
    private final JsonMapper json = JsonMapper.builder().build();

    /** On this machine's socket, where no token is wanted. */
    public ApiClient(ServerAddress server) {
        this(server, "");
    }

    public ApiClient(ServerAddress server, String token) {
        this(server, token, PATIENCE);
    }

    ApiClient(ServerAddress server, String token, Patience patience) {
        this.server = server;
        this.token = token;
        this.patience = patience;
    }

    /**
     * How long to wait for an answer.
     *
     * @param read   to a question
     * @param change to what is committed to disk first, or is as large as the store
     */
    record Patience(Duration read, Duration change) {}

    public ServerAddress server() {
        return server;
    }

    /** Whether it answers and can do its work. */
    public boolean ready() throws HttpFailure {
        return HttpConnection.once(server.socketAddress(), "mainstay", HttpCall.get("/readyz"), patience.read())
                        .status()
                == 200;
    }

    /** Applies a text of any number of resources as one change, or only checks it. */
    public JsonNode apply(String text, String namespace, boolean dryRun) throws ApiException {
        String query = "?namespace=" + encode(namespace) + (dryRun ? "&dryRun=All" : "");
        return call("POST", OWN + "apply" + query, text);
    }

    /** Resources of a namespace, or of all. */
    public JsonNode list(ResourceKind kind, Optional<String> namespace) throws ApiException {
        return call("GET", namespace.map(name -> kind.path(encode(name))).orElseGet(kind::path), "");
    }

    public JsonNode read(ResourceKind kind, String namespace, String name) throws ApiException {
        return call("GET", kind.path(encode(namespace)) + "/" + encode(name), "");
    }

    public JsonNode delete(ResourceKind kind, String namespace, String name) throws ApiException {
        return call("DELETE", kind.path(encode(namespace)) + "/" + encode(name), "");
    }

    /** The store as of now, as text. */
    public String backup() throws ApiException {
        HttpAnswer answer = ask("GET", OWN + "backup", "", patience.change());
        if (!answer.successful()) {
            throw failure(answer, parse(answer));
        }
        return answer.body();
    }

    /** One of the control plane's own views: {@code proxy-status}, {@code workloads}, {@code tokens} and others. */
    public JsonNode view(String name) throws ApiException {
        return call("GET", OWN + name, "");
    }

    /**
     * Makes a token.
     *
     * @param role {@code node} or {@code gateway}
     */
    public EnrolmentSecret createToken(String role, String hosts, Duration validity) throws ApiException {
        String body = json.writeValueAsString(json.createObjectNode()
                .put("role", role)
                .put("hosts", hosts)
                .put("validitySeconds", validity.toSeconds()));
        JsonNode made = call("POST", OWN + "tokens", body);
        return new EnrolmentSecret(
                made.path("id").asString(""),
                made.path("token").asString(""),
                made.path("join").asString(""));
    }

    public void revokeToken(String id) throws ApiException {
        call("DELETE", OWN + "tokens/" + encode(id), "");
    }

    /**
     * Takes a step in replacing the authority's root.
     *
     * @param step {@code add-root}, {@code switch} or {@code retire}
     * @param root fingerprint of the one meant; empty when none is
     */
    public JsonNode authority(String step, String root) throws ApiException {
        return call("POST", OWN + "ca/" + step + (root.isEmpty() ? "" : "?root=" + encode(root)), "");
    }

    public JsonNode version() throws ApiException {
        return call("GET", "/version", "");
    }

    private JsonNode call(String method, String path, String body) throws ApiException {
        HttpAnswer answer = ask(method, path, body, method.equals("GET") ? patience.read() : patience.change());
        JsonNode read = parse(answer);
        if (!answer.successful()) {
            throw failure(answer, read);
        }
        return read;
    }

    private HttpAnswer ask(String method, String path, String body, Duration timeout) throws ApiException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("accept", "application/json");
        if (!body.isEmpty()) {
            headers.put("content-type", body.startsWith("{") ? "application/json" : "application/yaml");
        }
        if (!token.isEmpty()) {
            headers.put("authorization", "Bearer " + token);
        }
        try {
            return HttpConnection.once(
                    server.socketAddress(), "mainstay", new HttpCall(method, path, headers, body), timeout);
        } catch (HttpFailure e) {
            throw new ApiException(0, unanswered(e, method, timeout), List.of());
        }
    }

    /** What to do depends on whether anybody is there. */
    private String unanswered(HttpFailure failure, String method, Duration timeout) {
        if (failure.stage() == HttpFailure.Stage.CONNECT) {
            return "no control plane answers at " + server + " (" + failure.getMessage()
                    + "); start one with 'mainstay up', or say where it is with --server or MAINSTAY_SERVER";
        }
        String doubt = method.equals("GET") ? "" : ", so whether it did what was asked is not known";
        if (failure.timedOut()) {
            return "the control plane at " + server + " is there but has not answered in " + timeout.toSeconds() + " s"
                    + doubt + "; is its process stopped or overloaded?";
        }
        return "the control plane at " + server + " broke off before it had answered (" + failure.getMessage() + ")"
                + doubt + "; see its log";
    }

    private JsonNode parse(HttpAnswer answer) throws ApiException {
        try {
            return json.readTree(answer.body().isBlank() ? "{}" : answer.body());
        } catch (JacksonException _) {
            if (answer.successful()) {
                throw new ApiException(
                        answer.status(), server + " does not answer like a control plane; check --server", List.of());
            }
            return json.createObjectNode().put("message", answer.body().strip());
        }
    }

    private ApiException failure(HttpAnswer answer, JsonNode status) {
        List<ApiProblem> problems = new ArrayList<>();
        for (JsonNode cause : status.path("details").path("causes")) {
            problems.add(new ApiProblem(
                    cause.path("line").asInt(0),
                    cause.path("column").asInt(0),
                    cause.path("code").asString(""),
                    cause.path("path").asString(""),
                    cause.path("message").asString(""),
                    cause.path("hint").asString("")));
        }
        String message = status.path("message").asString("the control plane answered " + answer.status());
        String next = answer.status() == 401 ? "; put its token into MAINSTAY_TOKEN" : "";
        return new ApiException(answer.status(), message + next, problems);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
