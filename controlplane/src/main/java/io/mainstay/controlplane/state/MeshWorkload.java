// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.state;

import io.mainstay.model.Locality;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One process of the mesh.
 *
 * @param serviceAccount with the namespace, its identity
 * @param version        value of its label {@code version}; empty when it has none
 * @param address        where callers reach it
 * @param ports          by name, those that differ from the service's target port
 * @param weight         share of load among its service's workloads
 * @param network        empty is the default network
 * @param cluster        empty is the default cluster
 * @param tls            callers reach it through a proxy that shows its certificate
 * @param enrolment      set for a workload whose host runs our node proxy
 */
public record MeshWorkload(
        WorkloadName name,
        Map<String, String> labels,
        String serviceAccount,
        String version,
        String address,
        Map<String, Integer> ports,
        int weight,
        Locality locality,
        String network,
        String cluster,
        boolean tls,
        Optional<Enrolment> enrolment) {
    public MeshWorkload {
        Objects.requireNonNull(name);
        Objects.requireNonNull(serviceAccount);
        Objects.requireNonNull(version);
        Objects.requireNonNull(address);
        Objects.requireNonNull(locality);
        Objects.requireNonNull(network);
        Objects.requireNonNull(cluster);
        Objects.requireNonNull(enrolment);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        ports = Collections.unmodifiableMap(new LinkedHashMap<>(ports));
    }

    /**
     * What its host said when it announced the workload.
     *
     * @param host               the node whose proxy serves it
     * @param service            name of the service it backs; empty for a mere caller
     * @param inboundPort        where the host's proxy accepts connections for it; 0: it serves nothing
     * @param applicationAddress where the application listens
     * @param outboundAddress    where the workload finds the services it calls; empty: it calls none
     */
    public record Enrolment(
            String host,
            String service,
            int inboundPort,
            String applicationAddress,
            int applicationPort,
            String outboundAddress) {
        public Enrolment {
            Objects.requireNonNull(host);
            Objects.requireNonNull(service);
            Objects.requireNonNull(applicationAddress);
            Objects.requireNonNull(outboundAddress);
        }
    }

    /** The identity its certificate carries. */
    public String spiffeId(String trustDomain) {
        return "spiffe://" + trustDomain + "/ns/" + name.namespace() + "/sa/" + serviceAccount;
    }

    /** Whether it answers for a service. */
    public boolean backs(MeshService service) {
        if (!service.name().namespace().equals(name.namespace())) {
            return false;
        }
        boolean named = enrolment.isPresent()
                && enrolment.get().service().equals(service.name().name());
        boolean selected = !service.selector().isEmpty()
                && labels.entrySet().containsAll(service.selector().entrySet());
        return named || selected;
    }

    /** Where callers reach it for a port of its service; empty when it does not serve that port. */
    public Optional<Integer> portFor(MeshService service, ServicePort port) {
        if (enrolment.isPresent()) {
            Enrolment announced = enrolment.get();
            boolean serves = announced.inboundPort() > 0
                    && (service.ports().size() == 1
                            || port.targetPort().equals(Integer.toString(announced.applicationPort()))
                            || service.ports().getFirst().equals(port));
            return serves ? Optional.of(announced.inboundPort()) : Optional.empty();
        }
        Integer named = ports.get(port.name());
        if (named == null) {
            named = ports.get(port.targetPort());
        }
        if (named != null) {
            return Optional.of(named);
        }
        return port.targetPort().chars().allMatch(Character::isDigit)
                ? Optional.of(Integer.parseInt(port.targetPort()))
                : Optional.empty();
    }
}
