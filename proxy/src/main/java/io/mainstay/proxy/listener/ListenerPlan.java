// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.listener;

import io.mainstay.engine.listener.FilterChainConfig;
import io.mainstay.engine.listener.FilterChainTable;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.model.ConfigProblem;
import io.mainstay.model.Parsed;
import io.mainstay.proxy.filter.NetworkFilterFactory;
import io.mainstay.proxy.filter.NetworkFilters;
import io.mainstay.proxy.filter.TransportSocket;
import io.mainstay.proxy.filter.TransportSockets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** A listener's configuration with everything that is made once and shared by its loops. Made on the config thread; read-only from then. */
final class ListenerPlan {
    private final ListenerConfig config;
    private final FilterChainTable table;
    private final IdentityHashMap<FilterChainConfig, Chain> chains;

    /** What a chain is made of. */
    record Chain(FilterChainConfig config, TransportSocket socket, NetworkFilterFactory filter) {}

    private ListenerPlan(ListenerConfig config, IdentityHashMap<FilterChainConfig, Chain> chains) {
        this.config = config;
        this.table = new FilterChainTable(config);
        this.chains = chains;
    }

    static Parsed<ListenerPlan> of(ListenerConfig config, NetworkFilters filters, TransportSockets sockets) {
        List<ConfigProblem> problems = new ArrayList<>();
        IdentityHashMap<FilterChainConfig, Chain> chains = new IdentityHashMap<>();
        for (int i = 0; i < config.filterChains().size(); i++) {
            add(config, config.filterChains().get(i), "filter_chains[" + i + "]", filters, sockets, chains, problems);
        }
        config.defaultFilterChain()
                .ifPresent(chain -> add(config, chain, "default_filter_chain", filters, sockets, chains, problems));
        return problems.isEmpty() ? Parsed.accepted(new ListenerPlan(config, chains)) : new Parsed.Rejected<>(problems);
    }

    private static void add(
            ListenerConfig listener,
            FilterChainConfig chain,
            String path,
            NetworkFilters filters,
            TransportSockets sockets,
            Map<FilterChainConfig, Chain> chains,
            List<ConfigProblem> problems) {
        switch (filters.configure(listener, chain)) {
            case Parsed.Accepted<NetworkFilterFactory> good -> {
                TransportSocket socket = chain.tls().map(sockets::downstream).orElse(TransportSocket.PLAINTEXT);
                chains.put(chain, new Chain(chain, socket, good.value()));
            }
            case Parsed.Rejected<NetworkFilterFactory> bad ->
                bad.problems().forEach(problem -> problems.add(problem.under(path)));
        }
    }

    ListenerConfig config() {
        return config;
    }

    FilterChainTable table() {
        return table;
    }

    /** Chains by their configuration, compared by identity: what the table answers with. */
    IdentityHashMap<FilterChainConfig, Chain> chains() {
        return chains;
    }
}
