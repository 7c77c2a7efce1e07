// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import io.mainstay.engine.XdsResources;
import io.mainstay.engine.bootstrap.BootstrapConfig;
import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.core.ConfigSource;
import io.mainstay.engine.endpoint.EndpointAssignment;
import io.mainstay.engine.listener.ClusterCheck;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.engine.route.RouteTable;
import io.mainstay.engine.tls.SdsReference;
import io.mainstay.engine.tls.SecretConfig;
import io.mainstay.engine.wire.Problems;
import io.mainstay.model.ConfigProblem;
import io.mainstay.proxy.admin.dump.DumpedResource;
import io.mainstay.proxy.cluster.ClusterChange;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.client.Interest;
import io.mainstay.xds.client.Ticket;
import io.mainstay.xds.grpc.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the proxy should run, and how it comes there: resources are read, bad ones refused by name while the good ones of the same response
 * are taken, clusters wait for endpoints and secrets, listeners for routes and secrets, and whatever is in use stays until its successor is
 * warm. Confined to the config thread.
 *
 * <p>As Envoy does, the answer to clusters is held back until all of them are warm: so a server knows when routes may use them. A cluster
 * that is removed stays while routes in use name it; on a stream that was just opened the server cannot know those. Removed endpoints,
 * routes and secrets stay in use: only their cluster or listener ends them.
 */
final class DynamicDiscovery {
    static final ConfigSource ADS = new ConfigSource.Ads(Duration.ofSeconds(15));

    private final ConfigTarget target;
    private final Scheduler scheduler;
    private final Function<ConfigSource, Subscriber> subscribers;
    private final Runnable settled;
    private final Shelf<ClusterConfig> clusterShelf;
    private final Shelf<ListenerConfig> listenerShelf;
    private final Shelf<RouteTable> routeShelf;
    private final Shelf<EndpointAssignment> endpointShelf;
    private final Map<Subscriber, Shelf<SecretConfig>> secretShelves = new LinkedHashMap<>();
    private final WarmSet<ClusterConfig> clusters = new WarmSet<>(Need::of);
    private final WarmSet<ListenerConfig> listeners = new WarmSet<>(Need::of);
    private final Set<String> staticNames = new LinkedHashSet<>();
    private final Set<String> condemned = new LinkedHashSet<>();
    private final Set<Need> asked = new LinkedHashSet<>();
    private final Map<Subscriber, Set<String>> subscribed = new LinkedHashMap<>();
    /** Against what was accepted, warm or not. Unset it is off: a listener or a table may come before its clusters. */
    private final ClusterCheck clusterCheck = new ClusterCheck(
            name -> clusters.active().containsKey(name) || clusters.cold().containsKey(name), false);

    private final Fetches fetches;
    private final Deque<Held> heldBack = new ArrayDeque<>();
    private final Map<String, EndpointAssignment> assignments = new LinkedHashMap<>();
    private Map<String, RouteTable> routes = Map.of();
    private long version;
    private boolean clustersCame;
    private boolean listenersCame;

    private record Held(Subscriber subscriber, Ticket ticket) {}

    /**
     * Nothing configured yet.
     *
     * @param subscribers the server behind a config source
     * @param settled     told when something changed and nothing waits
     */
    DynamicDiscovery(
            ConfigTarget target,
            Scheduler scheduler,
            Function<ConfigSource, Subscriber> subscribers,
            Runnable settled) {
        this.target = target;
        this.scheduler = scheduler;
        this.subscribers = subscribers;
        this.settled = settled;
        fetches = new Fetches(scheduler, this::advance);
        clusterShelf = new Shelf<>(XdsResources.CLUSTER, ClusterConfig::name, this::clusterProblems);
        listenerShelf = new Shelf<>(XdsResources.LISTENER, ListenerConfig::name, this::listenerProblems);
        routeShelf = new Shelf<>(XdsResources.ROUTE, RouteTable::name, this::routeProblems);
        endpointShelf = new Shelf<>(XdsResources.ENDPOINT, EndpointAssignment::clusterName, _ -> List.of());
    }

    /** Takes what the bootstrap itself holds; it can need discovered resources too. */
    void start(BootstrapConfig bootstrap) {
        bootstrap.secrets().forEach(secret -> target.secret(new SdsReference(secret.name(), Optional.empty()), secret));
        bootstrap.clusters().forEach(cluster -> {
            staticNames.add(TypeUrls.CLUSTER + cluster.name());
            clusters.put(cluster.name(), cluster);
        });
        bootstrap.listeners().forEach(listener -> {
            staticNames.add(TypeUrls.LISTENER + listener.name());
            listeners.put(listener.name(), listener);
        });
        advance();
    }

    /** A response of a server. */
    void delivered(Subscriber from, Ticket ticket) {
        Map<String, String> refused = new LinkedHashMap<>();
        // First what goes: a listener's address may be another's from now.
        ticket.removed().forEach(name -> gone(from, ticket.typeUrl(), name));
        ticket.resources()
                .forEach(resource -> take(from, resource).ifPresent(error -> refused.put(resource.name(), error)));
        from.applied(ticket, refused);
        clustersCame |= ticket.typeUrl().equals(TypeUrls.CLUSTER);
        listenersCame |= ticket.typeUrl().equals(TypeUrls.LISTENER);
        boolean hold = ticket.typeUrl().equals(TypeUrls.CLUSTER);
        if (hold) {
            heldBack.add(new Held(from, ticket));
        }
        advance();
        if (!hold) {
            from.answer(ticket);
        }
    }

    /** A resource from somewhere else than a response, such as the disk; the error when it is refused. */
    Optional<String> take(Subscriber from, XdsResource resource) {
        Instant now = scheduler.now();
        return switch (resource.body().getTypeUrl()) {
            case TypeUrls.CLUSTER ->
                error(clusterShelf.offer(resource, now), cluster -> {
                    condemned.remove(cluster.name());
                    clusters.put(cluster.name(), cluster);
                });
            case TypeUrls.LISTENER ->
                error(listenerShelf.offer(resource, now), listener -> listeners.put(listener.name(), listener));
            case TypeUrls.ROUTE -> {
                Optional<String> error = error(routeShelf.offer(resource, now), _ -> {});
                arrived(resource.name(), Need.Routes.class, error);
                yield error;
            }
            case TypeUrls.ENDPOINT -> {
                Optional<String> error = error(
                        endpointShelf.offer(resource, now), assignment -> assignments.put(resource.name(), assignment));
                arrived(resource.name(), Need.Endpoints.class, error);
                yield error;
            }
            case TypeUrls.SECRET -> takeSecret(from, resource, now);
            default -> Optional.of("type_url: " + resource.body().getTypeUrl() + " is not supported");
        };
    }

    /** Goes on as far as it can: asks, warms, publishes, answers. */
    void advance() {
        dropCondemned();
        Set<Need> needs = needs();
        forgetAllBut(needs);
        fetches.need(needs);
        settleKnown();
        subscribe();
        List<ClusterConfig> warm = new ArrayList<>();
        clusters.promote(fetches, (_, cluster) -> warm.add(cluster));
        if (!warm.isEmpty() || !assignments.isEmpty()) {
            target.clusters(new ClusterChange(warm, Set.of(), assignments, Set.of()));
            assignments.clear();
        }
        publishRoutes();
        listeners.promote(fetches, (_, listener) -> target.listener(listener));
        while (clusters.cold().isEmpty() && !heldBack.isEmpty()) {
            Held held = heldBack.remove();
            held.subscriber().answer(held.ticket());
        }
        dropCondemned();
        if (warm()) {
            settled.run();
        }
    }

    /** Secrets needed beyond those configuration names: certificates of calling workloads. */
    void ask(SdsReference reference) {
        if (Need.secret(reference).map(asked::add).orElse(false)) {
            advance();
        }
    }

    /** Whether nothing waits. */
    boolean warm() {
        return clusters.cold().isEmpty() && listeners.cold().isEmpty();
    }

    /** Whether the control plane has told clusters and listeners, and all are warm. */
    boolean complete() {
        return clustersCame && listenersCame && warm();
    }

    /** Everything accepted, by server. */
    Map<Subscriber, List<XdsResource>> accepted(Subscriber aggregated) {
        Map<Subscriber, List<XdsResource>> all = new LinkedHashMap<>();
        List<XdsResource> shared = all.computeIfAbsent(aggregated, _ -> new ArrayList<>());
        List.of(endpointShelf, clusterShelf, routeShelf, listenerShelf)
                .forEach(shelf -> shelf.accepted().values().forEach(item -> shared.add(item.resource())));
        secretShelves.forEach((subscriber, shelf) -> shelf.accepted()
                .values()
                .forEach(item ->
                        all.computeIfAbsent(subscriber, _ -> new ArrayList<>()).add(item.resource())));
        return all;
    }

    /** As received, refused ones too. */
    List<DumpedResource> dump() {
        List<DumpedResource> all = new ArrayList<>(clusterShelf.dump(clusters.cold()::containsKey));
        all.addAll(listenerShelf.dump(listeners.cold()::containsKey));
        all.addAll(routeShelf.dump(_ -> false));
        all.addAll(endpointShelf.dump(_ -> false));
        secretShelves.values().forEach(shelf -> all.addAll(shelf.dump(_ -> false)));
        return all;
    }

    /** Takes every listener that was discovered out of service. */
    void failClosed() {
        List.copyOf(listenerShelf.accepted().keySet())
                .forEach(name -> gone(subscribers.apply(ADS), TypeUrls.LISTENER, name));
        advance();
    }

    void close() {
        fetches.close();
    }

    private Optional<String> takeSecret(Subscriber from, XdsResource resource, Instant now) {
        Shelf<SecretConfig> shelf = secretShelves.computeIfAbsent(
                from, _ -> new Shelf<>(XdsResources.SECRET, SecretConfig::name, target::problems));
        Optional<String> error = error(shelf.offer(resource, now), _ -> {});
        if (error.isEmpty()) {
            shelf.find(resource.name())
                    .ifPresent(secret -> secretNeeds(from, resource.name()).forEach(need -> {
                        target.secret(need.reference(), secret);
                        fetches.done(need);
                    }));
        }
        return error;
    }

    private List<Need.Secret> secretNeeds(Subscriber from, String name) {
        return fetches.named(name, Need.Secret.class).stream()
                .filter(need -> subscribers.apply(need.source()).equals(from))
                .toList();
    }

    private void arrived(String name, Class<? extends Need> kind, Optional<String> error) {
        if (error.isEmpty()) {
            fetches.named(name, kind).forEach(fetches::done);
        }
    }

    private void gone(Subscriber from, String typeUrl, String name) {
        switch (typeUrl) {
            case TypeUrls.CLUSTER -> {
                if (clusterShelf.remove(name)) {
                    condemned.add(name);
                    clusters.cold().remove(name);
                }
            }
            case TypeUrls.LISTENER -> {
                if (listenerShelf.remove(name) && listeners.remove(name)) {
                    target.listenerGone(name);
                }
            }
            case TypeUrls.ROUTE -> fetches.named(name, Need.Routes.class).forEach(fetches::done);
            case TypeUrls.ENDPOINT -> fetches.named(name, Need.Endpoints.class).forEach(fetches::done);
            case TypeUrls.SECRET -> secretNeeds(from, name).forEach(fetches::done);
            default -> {}
        }
    }

    private <T> Optional<String> error(Shelf.Outcome<T> outcome, Consumer<T> taken) {
        return switch (outcome) {
            case Shelf.Outcome.Taken<T> good -> {
                taken.accept(good.value());
                yield Optional.empty();
            }
            case Shelf.Outcome.Same<T> _ -> Optional.empty();
            case Shelf.Outcome.Refusal<T> bad -> Optional.of(bad.error());
        };
    }

    private List<ConfigProblem> clusterProblems(ClusterConfig cluster) {
        return withStatic(TypeUrls.CLUSTER, cluster.name(), target.problems(cluster));
    }

    private List<ConfigProblem> listenerProblems(ListenerConfig listener) {
        Problems references = Problems.none();
        clusterCheck.check(listener, references);
        List<ConfigProblem> problems =
                withStatic(TypeUrls.LISTENER, listener.name(), both(references.found(), target.problems(listener)));
        return problems.isEmpty() ? target.reserve(listener) : problems;
    }

    private List<ConfigProblem> routeProblems(RouteTable table) {
        Problems references = Problems.none();
        clusterCheck.check(table.config(), references);
        return both(references.found(), target.problems(table));
    }

    private static List<ConfigProblem> both(List<ConfigProblem> first, List<ConfigProblem> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private List<ConfigProblem> withStatic(String typeUrl, String name, List<ConfigProblem> problems) {
        if (!staticNames.contains(typeUrl + name)) {
            return problems;
        }
        List<ConfigProblem> all = new ArrayList<>(problems);
        all.add(new ConfigProblem(
                ConfigProblem.Code.DUPLICATE, "name", name + " is in the bootstrap's static_resources"));
        return all;
    }

    private Set<Need> needs() {
        Set<Need> needs = new LinkedHashSet<>(clusters.needs());
        needs.addAll(listeners.needs());
        needs.addAll(asked);
        return needs;
    }

    private void forgetAllBut(Set<Need> needs) {
        for (Need need : List.copyOf(fetches.needed())) {
            if (needs.contains(need)) {
                continue;
            }
            boolean named = needs.stream()
                    .anyMatch(other -> other.getClass().equals(need.getClass())
                            && other.name().equals(need.name()));
            switch (need) {
                case Need.Endpoints endpoints -> {
                    assignments.remove(endpoints.name());
                    if (!named && endpointShelf.remove(endpoints.name())) {
                        target.clusters(new ClusterChange(List.of(), Set.of(), Map.of(), Set.of(endpoints.name())));
                    }
                }
                case Need.Routes table -> {
                    if (!named) {
                        routeShelf.remove(table.name());
                    }
                }
                case Need.Secret secret -> {
                    target.secretGone(secret.reference());
                    if (!named) {
                        secretShelves.values().forEach(shelf -> shelf.remove(secret.name()));
                    }
                }
            }
        }
    }

    /** What is needed anew may have come for somebody else already. */
    private void settleKnown() {
        for (Need need : fetches.needed()) {
            if (fetches.done(Set.of(need))) {
                continue;
            }
            switch (need) {
                case Need.Endpoints endpoints -> {
                    if (endpointShelf.find(endpoints.name()).isPresent()) {
                        fetches.done(need);
                    }
                }
                case Need.Routes table -> {
                    if (routeShelf.find(table.name()).isPresent()) {
                        fetches.done(need);
                    }
                }
                case Need.Secret secret ->
                    Optional.ofNullable(secretShelves.get(subscribers.apply(secret.source())))
                            .flatMap(shelf -> shelf.find(secret.name()))
                            .ifPresent(known -> {
                                target.secret(secret.reference(), known);
                                fetches.done(need);
                            });
            }
        }
    }

    private void subscribe() {
        Map<Subscriber, Map<String, Set<String>>> wanted = new LinkedHashMap<>();
        subscribed.forEach((subscriber, types) -> types.forEach(type ->
                wanted.computeIfAbsent(subscriber, _ -> new LinkedHashMap<>()).put(type, new LinkedHashSet<>())));
        for (Need need : fetches.needed()) {
            Subscriber subscriber = subscribers.apply(need.source());
            String type = typeOf(need);
            subscribed.computeIfAbsent(subscriber, _ -> new LinkedHashSet<>()).add(type);
            wanted.computeIfAbsent(subscriber, _ -> new LinkedHashMap<>())
                    .computeIfAbsent(type, _ -> new LinkedHashSet<>())
                    .add(need.name());
        }
        wanted.forEach(
                (subscriber, types) -> types.forEach((type, names) -> subscriber.want(type, Interest.in(names))));
    }

    private static String typeOf(Need need) {
        return switch (need) {
            case Need.Endpoints _ -> TypeUrls.ENDPOINT;
            case Need.Routes _ -> TypeUrls.ROUTE;
            case Need.Secret _ -> TypeUrls.SECRET;
        };
    }

    private void publishRoutes() {
        Map<String, RouteTable> tables = new LinkedHashMap<>();
        for (Need need : fetches.needed()) {
            if (need instanceof Need.Routes) {
                routeShelf.find(need.name()).ifPresent(table -> tables.put(need.name(), table));
            }
        }
        if (!sameTables(tables)) {
            routes = tables;
            target.routes(Long.toString(++version), tables);
        }
    }

    @SuppressWarnings(
            "ReferenceEquality") // a table that was not read anew is the same object; comparing routes costs too much
    private boolean sameTables(Map<String, RouteTable> tables) {
        return tables.size() == routes.size()
                && tables.entrySet().stream().allMatch(entry -> routes.get(entry.getKey()) == entry.getValue());
    }

    private void dropCondemned() {
        if (condemned.isEmpty()) {
            return;
        }
        ClusterReferences inUse = new ClusterReferences();
        listeners.active().values().forEach(inUse::add);
        routes.values().forEach(inUse::add);
        Set<String> dropped = new LinkedHashSet<>(condemned);
        dropped.removeAll(inUse.names());
        if (!dropped.isEmpty()) {
            condemned.removeAll(dropped);
            dropped.forEach(clusters::remove);
            target.clusters(new ClusterChange(List.of(), dropped, Map.of(), Set.of()));
        }
    }
}
