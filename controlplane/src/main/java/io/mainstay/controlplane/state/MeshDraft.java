// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.state;

import io.mainstay.controlplane.resource.Condition;
import io.mainstay.controlplane.resource.ResourceKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A mesh under construction. Kinds are merged one after another, services first and routes last, each from its oldest resource to its
 * youngest, so that the outcome depends on contents and age alone. Confined to its builder.
 */
public final class MeshDraft {
    private static final String CONFLICTED = "Conflicted";

    private final SortedMap<ServiceName, MeshService> services = new TreeMap<>();
    private final SortedMap<WorkloadName, MeshWorkload> workloads = new TreeMap<>();
    private final Map<String, ResourceKey> addresses = new LinkedHashMap<>();
    private final Map<String, GatewayDraft> gateways = new LinkedHashMap<>();
    private final List<RouteClaim> claims = new ArrayList<>();
    private final Map<ResourceKey, Map<String, List<Condition>>> statuses = new LinkedHashMap<>();
    private final Map<String, MtlsMode> mtlsByNamespace = new LinkedHashMap<>();
    private final List<MtlsPolicies.Selected> mtlsByLabels = new ArrayList<>();
    private final Function<ServicePortName, Integer> virtualPorts;
    private Optional<MtlsMode> mtlsOfMesh = Optional.empty();

    /**
     * An empty one.
     *
     * @param virtualPorts what has been assigned; 0 for none
     */
    public MeshDraft(Function<ServicePortName, Integer> virtualPorts) {
        this.virtualPorts = virtualPorts;
    }

    /**
     * Rules a resource has for calls to a service.
     *
     * @param port       0: all of its HTTP ports
     * @param createdRevision of the resource; the oldest wins
     * @param shares     resources of this kind add their rules together, else the oldest stands alone
     */
    public record RouteClaim(
            ServiceName service,
            int port,
            ResourceKey origin,
            long createdRevision,
            boolean shares,
            String parent,
            List<HttpRule> rules) {
        public RouteClaim {
            rules = List.copyOf(rules);
        }
    }

    private record GatewayDraft(MeshGateway gateway, Map<String, Map<String, List<HttpRule>>> rules) {}

    public void service(MeshService service) {
        List<ServicePort> ports = service.ports().stream()
                .map(port -> port.withVirtualPort(virtualPorts.apply(new ServicePortName(service.name(), port.port()))))
                .toList();
        services.put(service.name(), new MeshService(service.name(), service.selector(), ports));
    }

    public Optional<MeshService> service(ServiceName name) {
        return Optional.ofNullable(services.get(name));
    }

    /** Adds a workload, unless an older one has its address; then that one's key is returned. */
    public Optional<ResourceKey> workload(MeshWorkload workload, ResourceKey origin) {
        List<Integer> taken = new ArrayList<>(workload.ports().values());
        workload.enrolment()
                .map(MeshWorkload.Enrolment::inboundPort)
                .filter(port -> port > 0)
                .ifPresent(taken::add);
        for (int port : taken) {
            ResourceKey older = addresses.get(workload.network() + "|" + workload.address() + "|" + port);
            if (older != null) {
                return Optional.of(older);
            }
        }
        taken.forEach(port -> addresses.put(workload.network() + "|" + workload.address() + "|" + port, origin));
        workloads.put(workload.name(), workload);
        return Optional.empty();
    }

    public void gateway(MeshGateway gateway) {
        gateways.put(gateway.namespace() + "/" + gateway.name(), new GatewayDraft(gateway, new LinkedHashMap<>()));
    }

    public Optional<MeshGateway> gateway(String namespace, String name) {
        return Optional.ofNullable(gateways.get(namespace + "/" + name)).map(GatewayDraft::gateway);
    }

    /** Adds rules to one host name of a gateway's listener. */
    public void gatewayRules(MeshGateway gateway, String listener, String hostname, List<HttpRule> rules) {
        GatewayDraft draft = gateways.get(gateway.namespace() + "/" + gateway.name());
        if (draft != null) {
            draft.rules()
                    .computeIfAbsent(listener, _ -> new LinkedHashMap<>())
                    .computeIfAbsent(hostname, _ -> new ArrayList<>())
                    .addAll(rules);
        }
    }

    public void claim(RouteClaim claim) {
        claims.add(claim);
    }

    /** Sets the mesh's mode; false when an older resource has. */
    public boolean mtlsOfMesh(MtlsMode mode) {
        if (mtlsOfMesh.isPresent()) {
            return false;
        }
        mtlsOfMesh = Optional.of(mode);
        return true;
    }

    /** Sets a namespace's mode; false when an older resource has. */
    public boolean mtlsOfNamespace(String namespace, MtlsMode mode) {
        return mtlsByNamespace.putIfAbsent(namespace, mode) == null;
    }

    public void mtlsOfWorkloads(MtlsPolicies.Selected selected) {
        mtlsByLabels.add(selected);
    }

    public void status(ResourceKey resource, Condition condition) {
        status(resource, "", condition);
    }

    /** Adds a condition; a later one of the same type that does not hold replaces one that does. */
    public void status(ResourceKey resource, String parent, Condition condition) {
        List<Condition> conditions = statuses.computeIfAbsent(resource, _ -> new LinkedHashMap<>())
                .computeIfAbsent(parent, _ -> new ArrayList<>());
        boolean there = conditions.stream().anyMatch(other -> other.type().equals(condition.type()) && !other.holds());
        if (!there) {
            conditions.removeIf(other -> other.type().equals(condition.type()));
            conditions.add(condition);
        }
    }

    /** The finished mesh. */
    public MeshSnapshot finish(
            String mesh, String trustDomain, long revision, MtlsMode defaultMode, Set<WorkloadName> unhealthy) {
        SortedMap<ServicePortName, List<HttpRule>> routes = settleClaims();
        List<MeshGateway> finished =
                gateways.values().stream().map(MeshDraft::finish).toList();
        SortedMap<ResourceKey, ResourceStatus> status = new TreeMap<>();
        statuses.forEach((key, parents) -> status.put(
                key,
                new ResourceStatus(parents.entrySet().stream()
                        .map(parent -> new ResourceStatus.Parent(parent.getKey(), parent.getValue()))
                        .toList())));
        MtlsPolicies mtls = new MtlsPolicies(mtlsOfMesh.orElse(defaultMode), mtlsByNamespace, mtlsByLabels);
        MeshIndex index = MeshIndex.of(services, workloads, trustDomain);
        return new MeshSnapshot(
                mesh, trustDomain, revision, services, workloads, unhealthy, routes, finished, mtls, status, index);
    }

    private SortedMap<ServicePortName, List<HttpRule>> settleClaims() {
        SortedMap<ServicePortName, List<RouteClaim>> byPort = new TreeMap<>();
        for (RouteClaim claim : claims) {
            for (ServicePort port :
                    service(claim.service()).map(MeshService::ports).orElse(List.of())) {
                if (port.protocol().isHttp() && (claim.port() == 0 || claim.port() == port.port())) {
                    byPort.computeIfAbsent(new ServicePortName(claim.service(), port.port()), _ -> new ArrayList<>())
                            .add(claim);
                }
            }
        }
        SortedMap<ServicePortName, List<HttpRule>> routes = new TreeMap<>();
        byPort.forEach((port, rivals) -> routes.put(port, settle(rivals)));
        return routes;
    }

    private List<HttpRule> settle(List<RouteClaim> rivals) {
        RouteClaim winner = rivals.stream()
                .min(Comparator.comparingLong(RouteClaim::createdRevision).thenComparing(RouteClaim::origin))
                .orElseThrow();
        List<HttpRule> rules = new ArrayList<>();
        Set<ResourceKey> losers = new LinkedHashSet<>();
        for (RouteClaim rival : rivals) {
            boolean together = winner.shares()
                    && rival.origin().kind().equals(winner.origin().kind());
            if (rival.origin().equals(winner.origin()) || together) {
                rules.addAll(rival.rules());
            } else if (losers.add(rival.origin())) {
                status(
                        rival.origin(),
                        rival.parent(),
                        new Condition(
                                Condition.ACCEPTED,
                                false,
                                CONFLICTED,
                                "calls to " + rival.service() + " are already routed by "
                                        + winner.origin().display() + ", which is older"));
            }
        }
        return winner.shares() ? RulePrecedence.sort(rules) : rules;
    }

    private static MeshGateway finish(GatewayDraft draft) {
        List<MeshGateway.Listener> listeners = draft.gateway().listeners().stream()
                .map(listener -> new MeshGateway.Listener(
                        listener.name(),
                        listener.port(),
                        listener.hostname(),
                        listener.allowedNamespace(),
                        draft.rules().getOrDefault(listener.name(), Map.of()).entrySet().stream()
                                .map(host -> new MeshGateway.Host(host.getKey(), RulePrecedence.sort(host.getValue())))
                                .sorted(Comparator.comparingInt((MeshGateway.Host host) -> -host.hostname()
                                                .replace("*", "")
                                                .length())
                                        .thenComparing(MeshGateway.Host::hostname))
                                .toList()))
                .toList();
        return new MeshGateway(draft.gateway().namespace(), draft.gateway().name(), listeners);
    }
}
