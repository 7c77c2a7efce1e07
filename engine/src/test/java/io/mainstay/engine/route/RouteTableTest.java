// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.engine.Observed;
import io.mainstay.engine.core.FractionalPercent;
import io.mainstay.engine.core.HeaderEdits;
import io.mainstay.engine.core.Metadata;
import io.mainstay.engine.match.HeaderMatcher;
import io.mainstay.engine.match.QueryParameterMatcher;
import io.mainstay.engine.match.RegexPattern;
import io.mainstay.engine.match.StringMatcher;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RouteTableTest {
    private static final Observed ZERO = () -> 0;
    private static final List<String> SEGMENTS = List.of("a", "b", "ab", "A", "aB", "", "a;v=1", "ba");
    private static final List<String> NAMES = List.of(
            "a.io", "b.a.io", "xa.io", "c.b.a.io", "io", "a.io:80", "b.a.io:8080", "A.iO", "q", "[::1]", "[::1]:80");

    @Test
    void everyDecisionIsThatOfALinearScan() {
        long seed = Long.getLong("mainstay.seed", 1);
        RandomGenerator random = new Random(seed);
        for (int table = 0; table < 400; table++) {
            RouteTableConfig config = table(random);
            RouteTable indexed = new RouteTable(config);
            for (int i = 0; i < 60; i++) {
                SampleRequest request = request(random);
                Optional<VirtualHostConfig> host = LinearScan.virtualHost(config, request.authority());
                Optional<RouteConfig> expected = host.flatMap(h -> LinearScan.route(config, h, request));

                RouteDecision decision = indexed.decide(request, ZERO);

                assertThat(indexed.virtualHost(request.authority()).map(VirtualHostConfig::name))
                        .as("seed %d: host of %s in %s", seed, request, config)
                        .isEqualTo(host.map(VirtualHostConfig::name));
                assertThat(name(decision))
                        .as("seed %d: %s in %s", seed, request, config)
                        .isEqualTo(expected.map(RouteConfig::name).orElse(host.isEmpty() ? "no host" : "no route"));
            }
        }
    }

    private static String name(RouteDecision decision) {
        return switch (decision) {
            case RouteDecision.Routed routed -> routed.route().name();
            case RouteDecision.Unrouted unrouted ->
                unrouted == RouteDecision.Unrouted.NO_ROUTE ? "no route" : "no host";
        };
    }

    private static RouteTableConfig table(RandomGenerator random) {
        List<String> domains = new ArrayList<>(Stream.concat(
                        Stream.of("*", "*.a.io", "*a.io", "*o", "a.*", "b.*", "b.a*", "[::1]"),
                        NAMES.stream().map(name -> name.toLowerCase(java.util.Locale.ROOT)))
                .distinct()
                .toList());
        java.util.Collections.shuffle(domains, new Random(random.nextLong()));
        List<VirtualHostConfig> hosts = new ArrayList<>();
        int count = random.nextInt(1, 5);
        for (int h = 0; h < count; h++) {
            List<RouteConfig> routes = new ArrayList<>();
            int size = random.nextInt(12);
            for (int r = 0; r < size; r++) {
                routes.add(RouteConfig.of("h" + h + "r" + r, match(random), RouteAction.ForwardTo.cluster("c")));
            }
            hosts.add(VirtualHostConfig.of("h" + h, List.of(domains.removeLast(), domains.removeLast()), routes));
        }
        return new RouteTableConfig(
                "t",
                hosts,
                HeaderEdits.NONE,
                HeaderEdits.NONE,
                false,
                random.nextBoolean(),
                random.nextBoolean(),
                Optional.empty(),
                Map.of(),
                Metadata.EMPTY);
    }

    private static RouteMatch match(RandomGenerator random) {
        String text = path(random, random.nextInt(4));
        PathMatch path =
                switch (random.nextInt(9)) {
                    case 0, 1, 2 -> new PathMatch.Exact(text);
                    case 3, 4 -> new PathMatch.Prefix(text.substring(0, random.nextInt(text.length() + 1)));
                    case 5, 6 -> new PathMatch.SeparatedPrefix("/" + one(random, List.of("a", "b", "ab", "a/b", "A")));
                    case 7 -> new PathMatch.Regex(RegexPattern.compile(one(random, List.of("/a.*", ".*/b", "/[ab]+"))));
                    default -> new PathMatch.Connect();
                };
        List<HeaderMatcher> headers = random.nextInt(3) > 0
                ? List.of()
                : List.of(new HeaderMatcher(
                        "x-a",
                        new HeaderMatcher.Text(new StringMatcher.Exact("1", false)),
                        random.nextBoolean(),
                        random.nextBoolean()));
        List<QueryParameterMatcher> parameters = random.nextInt(5) > 0
                ? List.of()
                : List.of(new QueryParameterMatcher("q", Optional.empty(), random.nextBoolean()));
        return new RouteMatch(
                path, random.nextInt(4) > 0, headers, parameters, random.nextInt(8) == 0, FractionalPercent.ALL);
    }

    private static SampleRequest request(RandomGenerator random) {
        boolean connect = random.nextInt(8) == 0;
        String path = connect && random.nextBoolean()
                ? ""
                : path(random, random.nextInt(5)) + one(random, List.of("", "", "?q=1", "?p=1&q", "#f", "?", ";v"));
        SampleRequest request = new SampleRequest(connect ? "CONNECT" : "GET", one(random, NAMES), path, Map.of());
        request = random.nextBoolean() ? request.with("x-a", one(random, List.of("1", "2"))) : request;
        return random.nextInt(3) == 0
                ? request.with(
                        "content-type",
                        one(random, List.of("application/grpc", "application/grpc+proto", "application/grpc-web")))
                : request;
    }

    private static String path(RandomGenerator random, int depth) {
        StringBuilder path = new StringBuilder("/");
        for (int i = 0; i < depth; i++) {
            path.append(one(random, SEGMENTS)).append(random.nextInt(4) == 0 ? "" : "/");
        }
        return path.toString();
    }

    private static String one(RandomGenerator random, List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    @Test
    void decidingAllocatesNothing() {
        List<RouteConfig> routes = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            routes.add(RouteConfig.of("p" + i, RouteMatch.path("/item/" + i), RouteAction.ForwardTo.cluster("c")));
            routes.add(
                    RouteConfig.of("s" + i, RouteMatch.prefix("/shop/" + i + "/"), RouteAction.ForwardTo.cluster("c")));
        }
        RouteTable table = new RouteTable(new RouteTableConfig(
                "t",
                List.of(
                        VirtualHostConfig.of("other", List.of("other.io", "*.other.io"), List.of()),
                        VirtualHostConfig.of("shop", List.of("*.shop.io"), routes)),
                HeaderEdits.NONE,
                HeaderEdits.NONE,
                false,
                true,
                false,
                Optional.empty(),
                Map.of(),
                Metadata.EMPTY));
        List<SampleRequest> requests = List.of(
                SampleRequest.get("Web.Shop.io:8080", "/item/712?color=red"),
                SampleRequest.get("web.shop.io", "/shop/77/cart"),
                SampleRequest.get("web.shop.io", "/nothing"),
                SampleRequest.get("nobody", "/"));
        assertThat(requests.stream().map(request -> name(table.decide(request, ZERO))))
                .containsExactly("p712", "s77", "no route", "no host");

        long bytes = allocated(table, requests, 2_000);

        assertThat(bytes).as("bytes for 8,000 decisions").isLessThan(8_000);
    }

    private static long allocated(RouteTable table, List<SampleRequest> requests, int times) {
        if (!(ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads)) {
            throw new IllegalStateException("this JVM does not count allocations");
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < times; i++) {
            for (int r = 0; r < requests.size(); r++) {
                table.decide(requests.get(r), ZERO);
            }
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void theExplanationNamesTheRouteThatFailedLast() {
        RouteMatch other = RouteMatch.prefix("/books/old");
        RouteMatch beta = new RouteMatch(
                new PathMatch.Prefix("/books"),
                true,
                List.of(new HeaderMatcher(
                        "x-user", new HeaderMatcher.Text(new StringMatcher.Exact("jane", false)), false, false)),
                List.of(),
                false,
                FractionalPercent.ALL);
        VirtualHostConfig host = VirtualHostConfig.of(
                "shop",
                List.of("shop"),
                List.of(
                        RouteConfig.of("old", other, RouteAction.ForwardTo.cluster("c")),
                        RouteConfig.of("beta", beta, RouteAction.ForwardTo.cluster("c"))));
        RouteTable table = new RouteTable(RouteTableConfig.of("t", List.of(host)));

        RouteExplanation byHeader =
                table.explain(SampleRequest.get("shop", "/books/1").with("x-user", "joe"), ZERO);
        RouteExplanation byPath = table.explain(SampleRequest.get("shop", "/book"), ZERO);
        RouteExplanation taken =
                table.explain(SampleRequest.get("shop", "/books/1").with("x-user", "jane"), ZERO);
        RouteExplanation noHost = table.explain(SampleRequest.get("street", "/"), ZERO);

        assertThat(byHeader.decision()).isEqualTo(RouteDecision.Unrouted.NO_ROUTE);
        assertThat(byHeader.nearest()).hasValueSatisfying(miss -> {
            assertThat(miss.route().name()).isEqualTo("beta");
            assertThat(miss.mismatch()).contains("x-user", "joe", "jane");
        });
        assertThat(byPath.nearest()).hasValueSatisfying(miss -> {
            assertThat(miss.route().name()).isEqualTo("old");
            assertThat(miss.mismatch()).contains("/book", "/books/old");
        });
        assertThat(name(taken.decision())).isEqualTo("beta");
        assertThat(taken.nearest())
                .hasValueSatisfying(miss -> assertThat(miss.route().name()).isEqualTo("old"));
        assertThat(noHost.virtualHost()).isEmpty();
        assertThat(noHost.nearest()).isEmpty();
    }

    @Test
    void weightedClustersAreDrawnInProportion() {
        List<WeightedCluster> clusters =
                List.of(WeightedCluster.of("a", 1), WeightedCluster.of("none", 0), WeightedCluster.of("b", 3));
        RouteConfig route = RouteConfig.of(
                "r", RouteMatch.prefix("/"), RouteAction.ForwardTo.to(new ClusterSpecifier.Weighted(clusters)));
        RouteTable table = new RouteTable(
                RouteTableConfig.of("t", List.of(VirtualHostConfig.of("h", List.of("*"), List.of(route)))));
        SampleRequest request = SampleRequest.get("x", "/");

        List<String> drawn = Stream.of(0L, 1L, 2L, 3L, 4L, 7L)
                .map(draw -> table.decide(request, () -> draw) instanceof RouteDecision.Routed routed
                        ? routed.cluster(request)
                        : "none")
                .toList();

        assertThat(drawn).containsExactly("a", "b", "b", "b", "a", "b");
    }
}
