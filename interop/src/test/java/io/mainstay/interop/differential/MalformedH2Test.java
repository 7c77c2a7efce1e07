// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that do not belong in an HTTP/2 head, to a real Envoy and to our proxy: refused or passed on alike, and what is passed on is the same. */
@Tag("conformance")
class MalformedH2Test {
    private static final int AT_ONCE = 16;
    private static final List<Step> ANSWER = List.of(new Step.Reply(200, List.of(), new Body.Length("ok")));

    /** Where we refuse what Envoy passes on; {@code docs/conformance.md} gives the reasons. */
    private static final Set<String> STRICTER = Set.of(
            "value with a blank before", "value with a blank after", "value with a tab before", "value of a blank");

    @TempDir
    private Path folder;

    @Test
    void bytes_are_refused_and_passed_on_alike() throws Exception {
        Optional<Path> program = Programs.envoy();
        assumeTrue(program.isPresent(), "no envoy: set ENVOY or put it on the path");
        Map<String, Http2Headers> heads = heads();
        List<String> unlike = new ArrayList<>();
        try (Backend backend = new Backend();
                HttpClient http = HttpClient.newHttpClient()) {
            Bootstrap bootstrap = Bootstraps.of(Managers.plain(everything()), backend.h1Port(), backend.h2Port(), true);
            try (Subject envoy = EnvoyProxy.start(program.get(), bootstrap, folder, http);
                    Subject ours = OurProxy.start(bootstrap);
                    ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
                assertThat(outcome(backend, ours, plain(), "m plain")).startsWith("passed on as GET / to a with ");
                Map<String, Future<String>> results = new LinkedHashMap<>();
                heads.forEach((name, head) -> results.put(name, pool.submit(() -> {
                    String theirs = outcome(backend, envoy, head, "e " + name);
                    String mine = outcome(backend, ours, head, "m " + name);
                    boolean asMeant = STRICTER.contains(name)
                            ? mine.equals("refused") && !theirs.equals("refused")
                            : mine.equals(theirs);
                    return asMeant ? "" : name + ": envoy " + theirs + ", ours " + mine;
                })));
                for (Future<String> each : results.values()) {
                    if (!each.get().isEmpty()) {
                        unlike.add(each.get());
                    }
                }
            }
        }
        assertThat(unlike).isEmpty();
    }

    /** Heads by what is special about them. */
    private static Map<String, Http2Headers> heads() {
        Map<String, Http2Headers> heads = new LinkedHashMap<>();
        for (char c = 0; c < 256; c++) {
            if (c < 127 && Character.isLetterOrDigit(c)) {
                continue;
            }
            String byHex = String.format("%02x", (int) c);
            heads.put("method with " + byHex, plain().method("GE" + c + "T"));
            heads.put("scheme with " + byHex, plain().scheme("ht" + c + "tp"));
            heads.put("authority with " + byHex, plain().authority("a" + c + "b"));
            heads.put("host with " + byHex, byHost("a" + c + "b"));
            heads.put("path with " + byHex, plain().path("/a" + c + "b"));
            heads.put("value with " + byHex, plain().add("x-h", "a" + c + "b"));
            heads.put("name with " + byHex, plain().add("x" + c + "h", "v"));
        }
        wholes(heads);
        return heads;
    }

    private static void wholes(Map<String, Http2Headers> heads) {
        for (String scheme : List.of("", "HTTP", "https", "ftp")) {
            heads.put("scheme " + scheme, plain().scheme(scheme));
        }
        for (String authority : List.of("", " a", "u@a", "http://a", "a:80", "a:x", "[::1]", "\u00c3\u00a9")) {
            heads.put("authority " + authority, plain().authority(authority));
            heads.put("host " + authority, byHost(authority));
        }
        for (String host : List.of("a", "b", "", "u@a", "a/b")) {
            heads.put("host beside a host " + host, byHost("a").add("host", host));
        }
        for (String host : List.of("a", "b", "", "u@a", "a/b")) {
            heads.put("host beside an authority " + host, plain().add("host", host));
        }
        heads.put("two hosts beside an authority", plain().add("host", "a").add("host", "a"));
        for (String path :
                List.of("", "a", "*", "?a", "http://a/b", "/\u00c0\u00af", "/\u00c3\u00a9", "//a", "/%c0%af")) {
            heads.put("path " + path, plain().path(path));
        }
        for (String name : List.of("", "X-H", ":x", "connection", "te")) {
            heads.put("name " + name, plain().add(name, "v"));
        }
        heads.put("value with a blank before", plain().add("x-h", " v"));
        heads.put("value with a blank after", plain().add("x-h", "v "));
        heads.put("value with a tab before", plain().add("x-h", "\tv"));
        heads.put("value of a blank", plain().add("x-h", " "));
    }

    private static Http2Headers plain() {
        return new DefaultHttp2Headers(false)
                .method("GET")
                .scheme("http")
                .authority("a")
                .path("/");
    }

    /** Without {@code :authority}, as a client may that turns HTTP/1.1 into HTTP/2. */
    private static Http2Headers byHost(String host) {
        return new DefaultHttp2Headers(false)
                .method("GET")
                .scheme("http")
                .path("/")
                .add("host", host);
    }

    private static String outcome(Backend backend, Subject subject, Http2Headers head, String name) {
        String id = name.substring(0, 1) + Integer.toHexString(name.hashCode());
        backend.ledger().open(id, ANSWER);
        Http2Headers sent = new DefaultHttp2Headers(false).setAll(head).add(Case.HEADER, id);
        Answer answer = new H2Client(backend.loops()).ask(subject.port(), sent, Body.none());
        List<Seen> seen = backend.ledger().close(id);
        if (seen.isEmpty()) {
            return "refused";
        }
        Seen one = seen.getFirst();
        String fields = one.fields().stream()
                .filter(field -> !field.is(Case.HEADER) && head.contains(field.name()))
                .toList()
                .toString();
        return "passed on as " + one.method() + " " + one.path() + " to " + one.authority() + " with " + fields
                + ", answered " + answer.status();
    }

    private static RouteConfiguration everything() {
        return RouteConfiguration.newBuilder()
                .setName("routes")
                .addVirtualHosts(VirtualHost.newBuilder()
                        .setName("all")
                        .addDomains("*")
                        .addRoutes(Route.newBuilder()
                                .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                                .setRoute(RouteAction.newBuilder().setCluster("h1"))))
                .build();
    }
}
