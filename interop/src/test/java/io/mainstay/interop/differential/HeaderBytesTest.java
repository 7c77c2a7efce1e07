// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts beyond ASCII in the configuration are the same bytes in heads through a real Envoy and through our proxy. */
@Tag("conformance")
class HeaderBytesTest {
    private static final String TEXT = "Z\u00fcr\u010d\u010ai";

    /** What the client and the backend are shown of a head: one character for each byte. */
    private static final String BYTES = "Z\u00c3\u00bcr\u00c4\u008d\u00c4\u008ai";

    private static final Set<String> COMPARED = Set.of("x-added", "x-made", "location");

    @TempDir
    private Path folder;

    @Test
    void configured_texts_are_the_same_bytes() throws Exception {
        Optional<Path> program = Programs.envoy();
        assumeTrue(program.isPresent(), "no envoy: set ENVOY or put it on the path");
        try (Backend backend = new Backend();
                HttpClient http = HttpClient.newHttpClient()) {
            Bootstrap bootstrap = Bootstraps.of(Managers.plain(routes()), backend.h1Port(), backend.h2Port(), true);
            try (Subject envoy = EnvoyProxy.start(program.get(), bootstrap, folder, http);
                    Subject ours = OurProxy.start(bootstrap)) {
                List<String> all = new ArrayList<>();
                for (Version version : Version.values()) {
                    for (String path : List.of("/up", "/to-h2", "/redirect", "/exact", "/regex", "/one-byte")) {
                        for (String received : List.of("v", BYTES, "Z\u00fcrich")) {
                            Request request = new Request(
                                    version, "GET", path, "web.test", List.of(Field.of("x-in", received)), Body.none());
                            List<String> theirs = bytes(backend, envoy, request);
                            all.addAll(theirs);
                            assertThat(bytes(backend, ours, request))
                                    .as("%s", request)
                                    .isEqualTo(theirs);
                        }
                    }
                }
                assertThat(all).contains("answered x-added: " + BYTES, "seen x-added: " + BYTES, "status 299");
            }
        }
    }

    private static List<String> bytes(Backend backend, Subject subject, Request request) {
        List<Step> steps = List.of(new Step.Reply(200, List.of(), Body.none()));
        Outcome outcome = new Runner(backend).run(subject, new Case(0, request, steps), "case");
        List<String> all = new ArrayList<>();
        all.add("status " + outcome.answer().status());
        outcome.answer().fields().stream()
                .filter(field -> COMPARED.contains(field.name()))
                .map(field -> "answered " + field)
                .sorted()
                .forEach(all::add);
        for (Seen seen : outcome.seen()) {
            all.add("seen " + seen.path() + " at " + seen.authority());
            seen.fields().stream()
                    .filter(field -> COMPARED.contains(field.name()))
                    .map(field -> "seen " + field)
                    .sorted()
                    .forEach(all::add);
        }
        return all;
    }

    private static RouteConfiguration routes() {
        VirtualHost host = VirtualHost.newBuilder()
                .setName("all")
                .addDomains("*")
                .addResponseHeadersToAdd(added("x-added", TEXT))
                .addResponseHeadersToAdd(added("x-made", TEXT + "%REQ(x-in)%" + TEXT))
                .addRequestHeadersToAdd(added("x-added", TEXT))
                .addRequestHeadersToAdd(added("x-made", TEXT + "%REQ(x-in)%" + TEXT))
                .addRoutes(to("/up", "h1"))
                .addRoutes(to("/to-h2", "h2"))
                .addRoutes(Route.newBuilder()
                        .setMatch(RouteMatch.newBuilder().setPath("/redirect"))
                        .setRedirect(RedirectAction.newBuilder()
                                .setHostRedirect(TEXT)
                                .setPathRedirect("/" + TEXT)))
                .addRoutes(when("/exact", StringMatcher.newBuilder().setExact(TEXT)))
                .addRoutes(when("/regex", regex(TEXT)))
                .addRoutes(when("/one-byte", regex("Z.rich")))
                .build();
        return RouteConfiguration.newBuilder()
                .setName("routes")
                .addVirtualHosts(host)
                .build();
    }

    private static Route to(String path, String cluster) {
        return Route.newBuilder()
                .setMatch(RouteMatch.newBuilder().setPath(path))
                .setRoute(RouteAction.newBuilder().setCluster(cluster))
                .build();
    }

    private static Route when(String path, StringMatcher.Builder value) {
        return Route.newBuilder()
                .setMatch(RouteMatch.newBuilder()
                        .setPath(path)
                        .addHeaders(HeaderMatcher.newBuilder().setName("x-in").setStringMatch(value)))
                .setDirectResponse(DirectResponseAction.newBuilder().setStatus(299))
                .build();
    }

    private static StringMatcher.Builder regex(String regex) {
        return StringMatcher.newBuilder().setSafeRegex(RegexMatcher.newBuilder().setRegex(regex));
    }

    private static HeaderValueOption added(String name, String value) {
        return HeaderValueOption.newBuilder()
                .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
                .build();
    }
}
