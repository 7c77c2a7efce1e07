// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import io.mainstay.engine.cluster.Discovery;
import io.mainstay.engine.core.Address;
import io.mainstay.engine.endpoint.EndpointAssignment;
import io.mainstay.engine.endpoint.EndpointConfig;
import io.mainstay.engine.endpoint.LocalityEndpoints;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps the names of one cluster resolved, each on its own schedule. Confined to the config thread. */
final class DnsDiscovery {
    private final Discovery.Dns config;
    private final ClusterRuntime.Env env;
    private final ClusterStats stats;
    private final Consumer<EndpointAssignment> assign;
    private final Map<String, DnsRefreshMachine> names = new LinkedHashMap<>();
    private final Map<String, ClusterScheduler.Scheduled> timers = new LinkedHashMap<>();
    private boolean closed;

    /**
     * Discovery for a cluster.
     *
     * @param assign  given the addresses whenever they are known for every name
     * @param earlier that of the configuration before, whose last good addresses hold until there are new ones
     */
    DnsDiscovery(
            Discovery.Dns config,
            ClusterRuntime.Env env,
            ClusterStats stats,
            Consumer<EndpointAssignment> assign,
            @Nullable DnsDiscovery earlier) {
        this.config = config;
        this.env = env;
        this.stats = stats;
        this.assign = assign;
        for (EndpointConfig endpoint : config.endpoints().endpoints()) {
            if (endpoint.address() instanceof Address.Socket socket && !IpLiterals.isLiteral(socket.host())) {
                Optional<List<InetAddress>> known = Optional.ofNullable(earlier)
                        .map(before -> before.names.get(socket.host()))
                        .flatMap(DnsRefreshMachine::addresses);
                names.computeIfAbsent(
                        socket.host(), name -> new DnsRefreshMachine(config.refreshRate(), config.respectTtl(), known));
            }
        }
    }

    void start() {
        names.keySet().forEach(this::query);
        assignIfKnown();
    }

    void close() {
        closed = true;
        timers.values().forEach(ClusterScheduler.Scheduled::cancel);
    }

    private void query(String name) {
        stats.increment(ClusterStats.Counter.UPDATE_ATTEMPT);
        env.dns().query(name, config.family(), answer -> env.scheduler().execute(() -> answered(name, answer)));
    }

    private void answered(String name, DnsQueries.Answer answer) {
        DnsRefreshMachine machine = names.get(name);
        if (closed || machine == null) {
            return;
        }
        boolean good = answer instanceof DnsQueries.Answer.Resolved;
        stats.increment(good ? ClusterStats.Counter.UPDATE_SUCCESS : ClusterStats.Counter.UPDATE_FAILURE);
        timers.put(
                name,
                env.scheduler().schedule(machine.answered(answer, env.random().nextDouble()), () -> query(name)));
        if (good) {
            assignIfKnown();
        }
    }

    /** Endpoints appear as soon as any name is known: one that cannot be resolved must not hold up the others. */
    private void assignIfKnown() {
        boolean known =
                names.values().stream().anyMatch(machine -> machine.addresses().isPresent());
        if (known || names.isEmpty()) {
            assign.accept(resolved());
        }
    }

    private EndpointAssignment resolved() {
        EndpointAssignment all = config.endpoints();
        List<LocalityEndpoints> localities = new ArrayList<>();
        for (LocalityEndpoints locality : all.localities()) {
            List<EndpointConfig> endpoints = new ArrayList<>();
            locality.endpoints().forEach(endpoint -> endpoints.addAll(resolved(endpoint)));
            localities.add(new LocalityEndpoints(
                    locality.locality(), locality.priority(), locality.weight(), endpoints, locality.metadata()));
        }
        return new EndpointAssignment(
                all.clusterName(), localities, all.overprovisioningFactor(), all.weightedPriorityHealth());
    }

    private List<EndpointConfig> resolved(EndpointConfig endpoint) {
        if (!(endpoint.address() instanceof Address.Socket socket)) {
            return List.of(endpoint);
        }
        DnsRefreshMachine machine = names.get(socket.host());
        if (machine == null) {
            return List.of(endpoint);
        }
        List<InetAddress> addresses = machine.addresses().orElse(List.of());
        String hostname = endpoint.hostname().isEmpty() ? socket.host() : endpoint.hostname();
        return addresses.stream()
                .limit(config.logical() ? 1 : Integer.MAX_VALUE)
                .map(address -> new EndpointConfig(
                        new Address.Socket(address.getHostAddress(), socket.port()),
                        hostname,
                        endpoint.weight(),
                        endpoint.health(),
                        endpoint.metadata()))
                .toList();
    }
}
