// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.engine.core.CidrRange;
import io.mainstay.engine.core.Metadata;
import io.mainstay.engine.listener.FilterChainMatch.SourceType;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FilterChainTableTest {
    private static final List<String> ADDRESSES = List.of("10.0.0.1", "10.0.1.1", "127.0.0.1", "::1", "fd00::1");
    private static final List<String> RANGES =
            List.of("10.0.0.0/8", "10.0.0.0/16", "10.0.0.1/32", "0.0.0.0/0", "::/0", "fd00::/16", "127.0.0.0/8");
    private static final List<String> NAMES = List.of("a.io", "b.a.io", "c.b.a.io", "io", "");
    private static final List<String> NAME_MATCHES = List.of("a.io", "*.a.io", "*.b.a.io", "b.a.io", "*.io");
    private static final List<String> PROTOCOLS = List.of("h2", "http/1.1", "x");

    @Test
    void everyChoiceIsThatOfAScanInEnvoysOrderOfPrecedence() {
        long seed = Long.getLong("mainstay.seed", 1);
        RandomGenerator random = new Random(seed);
        int found = 0;
        for (int i = 0; i < 4_000; i++) {
            List<FilterChainConfig> chains = chains(random);
            Optional<FilterChainConfig> otherwise =
                    random.nextBoolean() ? Optional.of(chain("otherwise", FilterChainMatch.ANY)) : Optional.empty();
            FilterChainTable table = new FilterChainTable(chains, otherwise);
            for (int c = 0; c < 5; c++) {
                Connection connection = connection(random);

                Optional<FilterChainConfig> chosen = table.find(connection);

                List<FilterChainConfig> best = scan(chains, connection);
                found += best.isEmpty() ? 0 : 1;
                if (best.isEmpty()) {
                    assertThat(chosen)
                            .as("seed %d: %s in %s", seed, connection, chains)
                            .isEqualTo(otherwise);
                } else {
                    assertThat(chosen.map(FilterChainConfig::name))
                            .as("seed %d: %s in %s", seed, connection, chains)
                            .hasValueSatisfying(name -> assertThat(best.stream().map(FilterChainConfig::name))
                                    .contains(name));
                }
            }
        }
        assertThat(found).as("connections that a chain was for").isGreaterThan(2_000);
    }

    @Test
    void aChainThatIsMoreSpecificEarlierIsNotGivenUpWhenItFailsLater() {
        FilterChainConfig port = chain(
                "port",
                new FilterChainMatch(
                        80,
                        List.of(),
                        List.of("a.io"),
                        "",
                        List.of(),
                        List.of(),
                        SourceType.ANY,
                        List.of(),
                        List.of()));
        FilterChainConfig any = chain("any", FilterChainMatch.ANY);
        FilterChainTable table = new FilterChainTable(List.of(port, any), Optional.empty());

        Optional<FilterChainConfig> chosen =
                table.find(new Connection("10.0.0.1", 80, "10.0.1.1", 1, "b.io", "", List.of()));

        assertThat(chosen).isEmpty();
        assertThat(table.explain(new Connection("10.0.0.1", 80, "10.0.1.1", 1, "b.io", "", List.of())))
                .containsExactly(
                        Optional.of(FilterChainTable.Criterion.SERVER_NAME),
                        Optional.of(FilterChainTable.Criterion.DESTINATION_PORT));
    }

    /** The chains of the highest specificity, compared criterion by criterion; none when the highest fails one of them. */
    private static List<FilterChainConfig> scan(List<FilterChainConfig> chains, Connection connection) {
        int[] best = new int[9];
        List<FilterChainConfig> kept = new ArrayList<>();
        for (FilterChainConfig chain : chains) {
            int[] here = specificity(chain.match(), connection);
            int order = compareUpToFailure(here, best);
            if (order > 0 || kept.isEmpty()) {
                kept.clear();
                best = here;
            }
            if (order >= 0 || kept.isEmpty()) {
                kept.add(chain);
            }
        }
        return Arrays.stream(best).anyMatch(rank -> rank == 0) ? List.of() : kept;
    }

    private static int compareUpToFailure(int[] one, int[] other) {
        for (int i = 0; i < one.length; i++) {
            if (one[i] != other[i] || one[i] == 0) {
                return Integer.compare(one[i], other[i]);
            }
        }
        return 0;
    }

    private static int[] specificity(FilterChainMatch match, Connection connection) {
        boolean local = connection.source.startsWith("127.")
                || connection.source.equals("::1")
                || connection.source.equals(connection.destination);
        return new int[] {
            match.destinationPort() == 0 ? 1 : match.destinationPort() == connection.port ? 2 : 0,
            network(match.prefixRanges(), connection.destinationAddress()),
            names(match.serverNames(), connection.serverName),
            match.transportProtocol().isEmpty() ? 1 : match.transportProtocol().equals(connection.transport) ? 2 : 0,
            protocols(match.applicationProtocols(), connection.protocols),
            network(match.directSourcePrefixRanges(), connection.directSourceAddress()),
            match.sourceType() == SourceType.ANY ? 1 : (match.sourceType() == SourceType.EXTERNAL) != local ? 2 : 0,
            network(match.sourcePrefixRanges(), connection.sourceAddress()),
            match.sourcePorts().isEmpty() ? 1 : match.sourcePorts().contains(connection.sourcePort) ? 2 : 0
        };
    }

    private static int network(List<CidrRange> ranges, InetAddress address) {
        return ranges.isEmpty()
                ? 1
                : ranges.stream()
                        .filter(range -> range.contains(address))
                        .mapToInt(range -> 2 + range.length())
                        .max()
                        .orElse(0);
    }

    private static int names(List<String> names, String name) {
        if (names.isEmpty()) {
            return 1;
        }
        String wildcard = name;
        for (int specificity = 1_000; !wildcard.isEmpty(); specificity--) {
            if (names.contains(specificity == 1_000 ? name : "*" + wildcard)) {
                return specificity;
            }
            int dot = wildcard.indexOf('.', 1);
            wildcard = dot < 0 ? "" : wildcard.substring(dot);
        }
        return 0;
    }

    private static int protocols(List<String> wanted, List<String> offered) {
        if (wanted.isEmpty()) {
            return 1;
        }
        Optional<String> first = offered.stream().filter(wanted::contains).findFirst();
        return first.map(protocol -> 100 - offered.indexOf(protocol)).orElse(0);
    }

    private static List<FilterChainConfig> chains(RandomGenerator random) {
        List<FilterChainConfig> chains = new ArrayList<>();
        int count = random.nextInt(1, 7);
        for (int i = 0; i < count; i++) {
            FilterChainMatch match = new FilterChainMatch(
                    random.nextInt(3) == 0 ? one(random, List.of(80, 443)) : 0,
                    ranges(random),
                    some(random, NAME_MATCHES),
                    random.nextInt(4) == 0 ? one(random, List.of("tls", "raw_buffer")) : "",
                    some(random, PROTOCOLS),
                    ranges(random),
                    random.nextInt(4) == 0 ? one(random, List.of(SourceType.values())) : SourceType.ANY,
                    ranges(random),
                    some(random, List.of(1, 2)));
            chains.add(chain("chain " + i, match));
        }
        return chains;
    }

    private static List<CidrRange> ranges(RandomGenerator random) {
        return some(random, RANGES).stream()
                .map(range -> range.split("/", 2))
                .map(parts ->
                        CidrRange.parse(parts[0], Integer.parseInt(parts[1])).orElseThrow())
                .toList();
    }

    private static <T> List<T> some(RandomGenerator random, List<T> choices) {
        return switch (random.nextInt(6)) {
            case 0 -> List.of(one(random, choices));
            case 1 -> List.of(one(random, choices), one(random, choices));
            default -> List.of();
        };
    }

    private static <T> T one(RandomGenerator random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static Connection connection(RandomGenerator random) {
        return new Connection(
                one(random, ADDRESSES),
                one(random, List.of(80, 443)),
                one(random, ADDRESSES),
                one(random, List.of(1, 2)),
                one(random, NAMES),
                one(random, List.of("tls", "raw_buffer", "")),
                one(random, List.of(List.of(), List.of("h2"), List.of("h2", "http/1.1"), List.of("http/1.1", "x"))));
    }

    private static FilterChainConfig chain(String name, FilterChainMatch match) {
        return new FilterChainConfig(name, match, List.of(), Optional.empty(), Duration.ZERO, Metadata.EMPTY);
    }

    private record Connection(
            String destination,
            int port,
            String source,
            int sourcePort,
            String serverName,
            String transport,
            List<String> protocols)
            implements ConnectionAttributes {
        @Override
        public InetAddress destinationAddress() {
            return InetAddress.ofLiteral(destination);
        }

        @Override
        public int destinationPort() {
            return port;
        }

        @Override
        public InetAddress sourceAddress() {
            return InetAddress.ofLiteral(source);
        }

        @Override
        public InetAddress directSourceAddress() {
            return sourceAddress();
        }

        @Override
        public String transportProtocol() {
            return transport;
        }

        @Override
        public List<String> applicationProtocols() {
            return protocols;
        }
    }
}
