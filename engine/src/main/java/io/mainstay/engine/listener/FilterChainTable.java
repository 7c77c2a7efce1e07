// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import io.mainstay.engine.core.CidrRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The filter chains of a listener, ready to be asked which one serves a connection. As in Envoy the criteria are decided one after the
 * other, the most specific first, and never taken back: destination port, destination address, server name, transport protocol,
 * application protocols, direct source, source type, source address, source port. A chain that is more specific in an earlier one wins,
 * even when it then fails in a later one.
 */
public final class FilterChainTable {
    private final List<FilterChainConfig> chains;
    private final Optional<FilterChainConfig> otherwise;
    private final boolean anyChain;

    public FilterChainTable(ListenerConfig listener) {
        this(listener.filterChains(), listener.defaultFilterChain());
    }

    public FilterChainTable(List<FilterChainConfig> chains, Optional<FilterChainConfig> otherwise) {
        this.chains = List.copyOf(chains);
        this.otherwise = otherwise;
        this.anyChain = chains.size() == 1 && chains.getFirst().match().equals(FilterChainMatch.ANY);
    }

    /** The chain for a connection; empty: it is closed. */
    public Optional<FilterChainConfig> find(ConnectionAttributes connection) {
        if (anyChain) {
            return Optional.of(chains.getFirst());
        }
        List<FilterChainConfig> left = chains;
        for (Criterion criterion : Criterion.values()) {
            left = narrow(left, criterion, connection);
            if (left.isEmpty()) {
                return otherwise;
            }
        }
        return Optional.of(left.getFirst());
    }

    /** Which criterion refused each chain, in the order of the chains; empty for those that got through. */
    public List<Optional<Criterion>> explain(ConnectionAttributes connection) {
        List<FilterChainConfig> left = chains;
        List<Optional<Criterion>> refusedBy = new ArrayList<>();
        chains.forEach(_ -> refusedBy.add(Optional.empty()));
        for (Criterion criterion : Criterion.values()) {
            List<FilterChainConfig> next = narrow(left, criterion, connection);
            for (int i = 0; i < chains.size(); i++) {
                if (left.contains(chains.get(i)) && !next.contains(chains.get(i))) {
                    refusedBy.set(i, Optional.of(criterion));
                }
            }
            left = next;
        }
        return List.copyOf(refusedBy);
    }

    /** Those that match best; all of them match equally well. */
    private static List<FilterChainConfig> narrow(
            List<FilterChainConfig> chains, Criterion criterion, ConnectionAttributes connection) {
        int best = 0;
        List<FilterChainConfig> kept = new ArrayList<>(chains.size());
        for (FilterChainConfig chain : chains) {
            int rank = criterion.rank(chain.match(), connection);
            if (rank > best) {
                best = rank;
                kept.clear();
            }
            if (rank > 0 && rank == best) {
                kept.add(chain);
            }
        }
        return kept;
    }

    /** What chains are told apart by, in order. */
    public enum Criterion {
        DESTINATION_PORT {
            @Override
            int rank(FilterChainMatch match, ConnectionAttributes connection) {
                return specific(match.destinationPort() != 0, match.destinationPort() == connection.destinationPort());
            }
        },
        DESTINATION_ADDRESS {
            @Override
            int rank(FilterChainMatch match, ConnectionAttributes connection) {
                return longest(match.prefixRanges(), connection.destinationAddress());
            }
        },
        SERVER_NAME {
            @Override
            int rank(FilterChainMatch match, ConnectionAttributes connection) {
                return serverName(match.serverNames(), connection.serverName());
            }
        },
        TRANSPORT_PROTOCOL {
            @Override
            int rank(FilterChainMatch match, ConnectionAttributes connection) {
                return specific(
                        !match.transportProtocol().isEmpty(),
                        match.transportProtocol().equals(connection.transportProtocol()));
            }
        },
        APPLICATION_PROTOCOLS {
            @Override
            int rank(FilterChainMatch match, ConnectionAttributes connection) {
                return applicationProtocol(match.applicationProtocols(), connection.applicationProtocols());
            }
        },
        DIRECT_SOURCE_ADDRESS {
            @Override
            int rank(FilterChainMatch match, ConnectionAttributes connection) {
                return longest(match.directSourcePrefixRanges(), connection.directSourceAddress());
            }
        },
        SOURCE_TYPE {
            @Override
            int rank(FilterChainMatch match, ConnectionAttributes connection) {
                boolean local = connection.sourceAddress().isLoopbackAddress()
                        || connection.sourceAddress().equals(connection.destinationAddress());
                return switch (match.sourceType()) {
                    case ANY -> 1;
                    case SAME_IP_OR_LOOPBACK -> local ? 2 : 0;
                    case EXTERNAL -> local ? 0 : 2;
                };
            }
        },
        SOURCE_ADDRESS {
            @Override
            int rank(FilterChainMatch match, ConnectionAttributes connection) {
                return longest(match.sourcePrefixRanges(), connection.sourceAddress());
            }
        },
        SOURCE_PORT {
            @Override
            int rank(FilterChainMatch match, ConnectionAttributes connection) {
                return specific(
                        !match.sourcePorts().isEmpty(), match.sourcePorts().contains(connection.sourcePort()));
            }
        };

        /** 0: does not match; 1: says nothing; more: the more specific. */
        abstract int rank(FilterChainMatch match, ConnectionAttributes connection);

        private static int specific(boolean said, boolean matches) {
            return !said ? 1 : matches ? 2 : 0;
        }

        private static int longest(List<CidrRange> ranges, InetAddress address) {
            if (ranges.isEmpty()) {
                return 1;
            }
            int best = 0;
            for (CidrRange range : ranges) {
                if (range.contains(address)) {
                    best = Math.max(best, 2 + range.length());
                }
            }
            return best;
        }

        private static int serverName(List<String> names, String name) {
            if (names.isEmpty()) {
                return 1;
            }
            int best = 0;
            for (String candidate : names) {
                if (candidate.equals(name)) {
                    return Integer.MAX_VALUE;
                } else if (candidate.startsWith("*.") && name.endsWith(candidate.substring(1))) {
                    best = Math.max(best, 1 + candidate.length());
                }
            }
            return best;
        }

        /** The first protocol the peer offers that any chain wants; earlier offers win. */
        private static int applicationProtocol(List<String> wanted, List<String> offered) {
            if (wanted.isEmpty()) {
                return 1;
            }
            for (int i = 0; i < offered.size(); i++) {
                if (wanted.contains(offered.get(i))) {
                    return Integer.MAX_VALUE - i;
                }
            }
            return 0;
        }
    }
}
