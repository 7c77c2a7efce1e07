// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.v3.Int64Range;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Header lines of one name through a real Envoy and through our proxy: conditions hold for the same requests and responses. */
@Tag("conformance")
class RepeatedFieldsTest {
    private static final int MATCHED = 299;

    /** What a field that comes as {@code v1} and {@code v2} may be: its lines, or one value. */
    private static final List<String> VALUES = List.of("v1", "v2", "v1,v2", "v1, v2", "v1; v2");

    private static final List<List<String>> LINES = List.of(
            List.of(),
            List.of("v1"),
            List.of(""),
            List.of("v1", "v2"),
            List.of("v2", "v1"),
            List.of("v1", "v1"),
            List.of("v1", ""),
            List.of("", "v1"),
            List.of("", ""),
            List.of("v2", "v3"),
            List.of("v1", "v2", "v3"),
            List.of("v1,v2"),
            List.of("5"),
            List.of("5", "x"),
            List.of("x", "5"),
            List.of("50", "60"));

    /** Those the proxies have rules for or know of, of both kinds, and some that nobody knows. */
    private static final List<String> NAMES = List.of(
            "accept accept-charset accept-encoding accept-language accept-ranges access-control-request-headers",
            "access-control-request-method access-control-request-private-network access-control-allow-origin",
            "access-control-allow-headers access-control-allow-methods access-control-allow-credentials",
            "access-control-expose-headers access-control-max-age access-control-allow-private-network age allow",
            "authorization baggage b3 cache-control cdn-loop content-disposition content-encoding content-language",
            "content-location content-range content-type cookie date etag expires forwarded from",
            "grpc-accept-encoding grpc-encoding grpc-message grpc-status grpc-timeout http2-settings if-match",
            "if-modified-since if-none-match if-range if-unmodified-since last-modified link location max-forwards",
            "origin pragma priority proxy-authenticate proxy-authorization proxy-status range referer retry-after",
            "sec-websocket-key sec-websocket-protocol server set-cookie traceparent tracestate user-agent vary via",
            "warning www-authenticate x-b3-traceid x-b3-spanid x-b3-sampled x-client-trace-id x-custom",
            "x-envoy-attempt-count x-envoy-decorator-operation x-envoy-degraded x-envoy-downstream-service-cluster",
            "x-envoy-downstream-service-node x-envoy-external-address x-envoy-immediate-health-check-fail",
            "x-envoy-original-host x-envoy-original-path x-envoy-overloaded",
            "x-envoy-ratelimited x-envoy-upstream-canary x-envoy-upstream-healthchecked-cluster",
            "x-envoy-upstream-service-time x-forwarded-for x-forwarded-host x-forwarded-port x-forwarded-proto",
            "x-ot-span-context x-real-ip x-request-id x-requested-with");

    @TempDir
    private Path folder;

    @Test
    void a_condition_is_tried_on_the_same_values_of_a_request() throws Exception {
        List<Route> routes = new ArrayList<>();
        Map<String, HeaderMatcher.Builder> conditions = new LinkedHashMap<>();
        tests().forEach((name, test) -> {
            for (boolean invert : new boolean[] {false, true}) {
                for (boolean empty : new boolean[] {false, true}) {
                    conditions.put(
                            name + (invert ? "-inverted" : "") + (empty ? "-or-missing" : ""),
                            test.clone().setName("x-h").setInvertMatch(invert).setTreatMissingHeaderAsEmpty(empty));
                }
            }
        });
        conditions.forEach((name, condition) -> routes.add(direct("/" + name, condition)));
        List<String> unlike = new ArrayList<>();
        with(routes, (backend, envoy, ours) -> {
            for (String name : conditions.keySet()) {
                for (List<String> lines : LINES) {
                    Request request = request(Version.H1, "/" + name, "x-h", lines);
                    compare(backend, envoy, ours, request, List.of(), unlike);
                }
            }
        });
        assertThat(unlike).isEmpty();
    }

    @Test
    void the_same_fields_have_one_value_in_requests() throws Exception {
        List<Route> routes = new ArrayList<>();
        for (String name : names()) {
            for (int i = 0; i < VALUES.size(); i++) {
                routes.add(direct("/" + name + "/" + i, exactly(name, VALUES.get(i))));
            }
        }
        List<String> unlike = new ArrayList<>();
        with(routes, (backend, envoy, ours) -> {
            for (Version version : Version.values()) {
                for (String name : names()) {
                    for (int i = 0; i < VALUES.size(); i++) {
                        Request request = request(version, "/" + name + "/" + i, name, List.of("v1", "v2"));
                        compare(backend, envoy, ours, request, List.of(), unlike);
                    }
                }
            }
        });
        assertThat(unlike).isEmpty();
    }

    @Test
    void the_same_fields_have_one_value_in_responses() throws Exception {
        List<Route> routes = new ArrayList<>();
        for (String name : names()) {
            for (int i = 0; i < VALUES.size(); i++) {
                RetryPolicy retry = RetryPolicy.newBuilder()
                        .setRetryOn("retriable-headers")
                        .setNumRetries(UInt32Value.of(1))
                        .addRetriableHeaders(exactly(name, VALUES.get(i)))
                        .build();
                routes.add(Route.newBuilder()
                        .setMatch(RouteMatch.newBuilder().setPath("/" + name + "/" + i))
                        .setRoute(RouteAction.newBuilder().setCluster("h1").setRetryPolicy(retry))
                        .build());
            }
        }
        List<String> unlike = new ArrayList<>();
        with(routes, (backend, envoy, ours) -> {
            for (String name : names()) {
                List<Field> twice = List.of(Field.of(name, "v1"), Field.of(name, "v2"));
                List<Step> steps = List.of(new Step.Reply(200, twice, Body.none()));
                for (int i = 0; i < VALUES.size(); i++) {
                    Request request = request(Version.H1, "/" + name + "/" + i, "x-other", List.of("v1"));
                    compare(backend, envoy, ours, request, steps, unlike);
                }
            }
        });
        assertThat(unlike).isEmpty();
    }

    private static List<String> names() {
        return NAMES.stream()
                .flatMap(line -> Stream.of(line.split(" ", -1)))
                .distinct()
                .toList();
    }

    @SuppressWarnings("deprecation") // the old forms have a rule of their own
    private static Map<String, HeaderMatcher.Builder> tests() {
        Map<String, HeaderMatcher.Builder> tests = new LinkedHashMap<>();
        tests.put("exact", text(StringMatcher.newBuilder().setExact("v1")));
        tests.put(
                "exact-any-case", text(StringMatcher.newBuilder().setExact("V1").setIgnoreCase(true)));
        tests.put("exact-empty", text(StringMatcher.newBuilder().setExact("")));
        tests.put("exact-comma", text(StringMatcher.newBuilder().setExact("v1,v2")));
        tests.put("old-exact", HeaderMatcher.newBuilder().setExactMatch("v1"));
        tests.put("old-exact-empty", HeaderMatcher.newBuilder().setExactMatch(""));
        tests.put("prefix", text(StringMatcher.newBuilder().setPrefix("v1")));
        tests.put("suffix", text(StringMatcher.newBuilder().setSuffix("2")));
        tests.put("contains", text(StringMatcher.newBuilder().setContains("1,v")));
        tests.put("regex", text(regex("v1")));
        tests.put("regex-any", text(regex(".*")));
        tests.put("regex-comma", text(regex("v1.*v2")));
        tests.put(
                "range",
                HeaderMatcher.newBuilder()
                        .setRangeMatch(Int64Range.newBuilder().setStart(1).setEnd(10)));
        tests.put("present", HeaderMatcher.newBuilder().setPresentMatch(true));
        tests.put("absent", HeaderMatcher.newBuilder().setPresentMatch(false));
        tests.put("nothing", HeaderMatcher.newBuilder());
        return tests;
    }

    private static StringMatcher.Builder regex(String regex) {
        return StringMatcher.newBuilder().setSafeRegex(RegexMatcher.newBuilder().setRegex(regex));
    }

    private static HeaderMatcher.Builder text(StringMatcher.Builder text) {
        return HeaderMatcher.newBuilder().setStringMatch(text);
    }

    private static HeaderMatcher.Builder exactly(String name, String value) {
        return text(StringMatcher.newBuilder().setExact(value)).setName(name);
    }

    private static Route direct(String path, HeaderMatcher.Builder condition) {
        return Route.newBuilder()
                .setMatch(RouteMatch.newBuilder().setPath(path).addHeaders(condition))
                .setDirectResponse(DirectResponseAction.newBuilder().setStatus(MATCHED))
                .build();
    }

    private static Request request(Version version, String path, String name, List<String> lines) {
        List<Field> fields = lines.stream().map(value -> Field.of(name, value)).toList();
        return new Request(version, "GET", path, "web.test", fields, Body.none());
    }

    private static void compare(
            Backend backend, Subject envoy, Subject ours, Request request, List<Step> steps, List<String> unlike) {
        String theirs = outcome(backend, envoy, request, steps);
        String mine = outcome(backend, ours, request, steps);
        if (!theirs.equals(mine)) {
            unlike.add(request + ": envoy " + theirs + ", ours " + mine);
        }
    }

    private static String outcome(Backend backend, Subject subject, Request request, List<Step> steps) {
        Outcome outcome = new Runner(backend).run(subject, new Case(0, request, steps), "case");
        return outcome.answer().status() + " after " + outcome.seen().size() + " attempts";
    }

    private void with(List<Route> routes, Trial trial) throws Exception {
        Optional<Path> program = Programs.envoy();
        assumeTrue(program.isPresent(), "no envoy: set ENVOY or put it on the path");
        RouteConfiguration table = RouteConfiguration.newBuilder()
                .setName("routes")
                .addVirtualHosts(
                        VirtualHost.newBuilder().setName("all").addDomains("*").addAllRoutes(routes))
                .build();
        try (Backend backend = new Backend();
                HttpClient http = HttpClient.newHttpClient()) {
            Bootstrap bootstrap = Bootstraps.of(Managers.plain(table), backend.h1Port(), backend.h2Port(), true);
            try (Subject envoy = EnvoyProxy.start(program.get(), bootstrap, folder, http);
                    Subject ours = OurProxy.start(bootstrap)) {
                trial.run(backend, envoy, ours);
            }
        }
    }

    /** What to do with both proxies. */
    private interface Trial {
        void run(Backend backend, Subject envoy, Subject ours);
    }
}
