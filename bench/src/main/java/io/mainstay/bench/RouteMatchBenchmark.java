// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.bench;

import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.mainstay.engine.XdsResources;
import io.mainstay.engine.route.RequestAttributes;
import io.mainstay.engine.route.RouteDecision;
import io.mainstay.engine.route.RouteTable;
import io.mainstay.model.Parsed;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** How a route decision grows with the number of routes; the floor is twice the cost of ten rules for ten thousand. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouteMatchBenchmark {
    /** Routes of the virtual host. */
    @Param({"10", "10000"})
    public int routes;

    /** Which kind of match the routes have: exact path, prefix, or prefix with a header. */
    @Param({"path", "prefix", "header"})
    public String kind = "path";

    private RouteTable table =
            parse(RouteConfiguration.newBuilder().setName("r").build());
    private RequestAttributes request = new Request("/");

    /** Builds the table and asks for the last rule. */
    @Setup
    public void build() {
        var host = VirtualHost.newBuilder().setName("all").addDomains("*");
        for (int i = 0; i < routes; i++) {
            host.addRoutes(Route.newBuilder()
                    .setMatch(match(i))
                    .setRoute(RouteAction.newBuilder().setCluster("c" + i)));
        }
        table = parse(RouteConfiguration.newBuilder()
                .setName("r")
                .addVirtualHosts(host)
                .build());
        request = new Request("/service/" + (routes - 1) + "/item");
    }

    private RouteMatch match(int index) {
        return switch (kind) {
            case "path" ->
                RouteMatch.newBuilder().setPath("/service/" + index + "/item").build();
            case "prefix" ->
                RouteMatch.newBuilder().setPrefix("/service/" + index + "/").build();
            default ->
                RouteMatch.newBuilder()
                        .setPrefix("/service/" + index + "/")
                        .addHeaders(io.envoyproxy.envoy.config.route.v3.HeaderMatcher.newBuilder()
                                .setName("x-version")
                                .setPresentMatch(true))
                        .build();
        };
    }

    private static RouteTable parse(RouteConfiguration proto) {
        return switch (XdsResources.ROUTE.read(proto)) {
            case Parsed.Accepted<RouteTable> accepted -> accepted.value();
            case Parsed.Rejected<RouteTable> rejected ->
                throw new IllegalStateException(rejected.problems().toString());
        };
    }

    /** The decision. */
    @Benchmark
    public RouteDecision decide() {
        return table.decide(request, () -> 42);
    }

    private record Request(String path) implements RequestAttributes {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String authority() {
            return "reviews.shop:9080";
        }

        @Override
        public String scheme() {
            return "http";
        }

        @Override
        public @Nullable String header(String lowerCaseName) {
            return lowerCaseName.equals("x-version") ? "2" : null;
        }

        @Override
        public Outcome test(String lowerCaseName, Condition condition) {
            return Outcome.of(header(lowerCaseName), condition);
        }
    }
}
