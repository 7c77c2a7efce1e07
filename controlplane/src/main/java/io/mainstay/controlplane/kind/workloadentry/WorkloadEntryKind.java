// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind.workloadentry;

import io.mainstay.controlplane.kind.Declared;
import io.mainstay.controlplane.kind.Kind;
import io.mainstay.controlplane.kind.KindName;
import io.mainstay.controlplane.kind.StoredResource;
import io.mainstay.controlplane.resource.Condition;
import io.mainstay.controlplane.resource.FieldTable;
import io.mainstay.controlplane.resource.Metadata;
import io.mainstay.controlplane.resource.Reader;
import io.mainstay.controlplane.resource.ResourceKey;
import io.mainstay.controlplane.state.MeshDraft;
import io.mainstay.controlplane.state.MeshWorkload;
import io.mainstay.controlplane.state.WorkloadName;
import io.mainstay.model.ConfigProblem;
import io.mainstay.model.Locality;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code networking.istio.io WorkloadEntry}. */
public final class WorkloadEntryKind implements Kind<WorkloadEntrySpec> {
    private static final String HOST = "mainstay.io/host";
    private static final String SERVICE = "mainstay.io/service";
    private static final String INBOUND_PORT = "mainstay.io/inbound-port";
    private static final String APPLICATION_ADDRESS = "mainstay.io/application-address";
    private static final String APPLICATION_PORT = "mainstay.io/application-port";
    private static final String OUTBOUND_ADDRESS = "mainstay.io/outbound-address";
    private static final Set<String> RESERVED =
            Set.of(HOST, SERVICE, INBOUND_PORT, APPLICATION_ADDRESS, APPLICATION_PORT, OUTBOUND_ADDRESS);
    private static final String TLS_MODE = "security.istio.io/tlsMode";
    private static final FieldTable FIELDS = FieldTable.ofResource()
            .honoured("spec.address", "IPv4 or IPv6 address callers reach it at; required")
            .honoured("spec.ports{}", "port numbers by the service port's name; else the service's `targetPort`")
            .honoured(
                    "spec.labels{}",
                    "what services select by; `version` shows in telemetry; `security.istio.io/tlsMode: istio` says"
                            + " that it shows a certificate of the mesh")
            .honoured("spec.network", "network its address belongs to; the default network when absent")
            .honoured("spec.locality", "`region/zone/subzone`; for preference of near endpoints")
            .honoured("spec.weight", "share of load, 1..65535; 1 when absent")
            .honoured("spec.serviceAccount", "with the namespace, its identity; `default` when absent")
            .inert(
                    "spec.probe",
                    "health checks by the host's proxy are not built yet; leases and outlier detection tell");

    @Override
    public KindName name() {
        return new KindName("networking.istio.io", "WorkloadEntry", "workloadentries");
    }

    @Override
    public List<String> versions() {
        return List.of("v1", "v1beta1", "v1alpha3");
    }

    @Override
    public Set<String> reservedAnnotations() {
        return RESERVED;
    }

    @Override
    public FieldTable fields() {
        return FIELDS;
    }

    @Override
    public String description() {
        return """
            One process on a machine, with the address callers reach it at. Hosts that enrol write these resources for the workloads
            they run; the annotations `mainstay.io/…` by which they say so are refused from anybody else, for certificates are
            signed for enrolled workloads. One written by hand makes an endpoint of a process that Mainstay does not run.
            Two entries with one address and port are a conflict: the older serves.\
            """;
    }

    @Override
    public WorkloadEntrySpec read(Reader root, Metadata metadata, String version) {
        Reader spec = root.requiredObject("spec");
        String address = spec.requiredText("address");
        if (!address.isEmpty() && !Addresses.isLiteral(address)) {
            spec.invalid("address", "'" + address + "' is no IP address", "names and Unix sockets are not built yet");
        }
        Map<String, String> labels = spec.textMap("labels");
        Locality locality = locality(spec);
        Optional<MeshWorkload.Enrolment> enrolment = enrolment(root, metadata);
        boolean tls = enrolment.isPresent() || "istio".equals(labels.get(TLS_MODE));
        String account = spec.has("serviceAccount") ? spec.label("serviceAccount") : "default";
        return new WorkloadEntrySpec(new MeshWorkload(
                new WorkloadName(metadata.namespace(), metadata.name()),
                labels,
                account,
                labels.getOrDefault("version", ""),
                address,
                spec.portMap("ports"),
                spec.whole("weight", 1, 65535).orElse(1L).intValue(),
                locality,
                spec.text("network").orElse(""),
                "",
                tls,
                enrolment));
    }

    private static Locality locality(Reader spec) {
        String[] parts = spec.text("locality").orElse("").split("/", -1);
        if (parts.length > 3) {
            spec.invalid("locality", "has more than three parts (expected: region/zone/subzone)", "");
        }
        return new Locality(parts[0], parts.length > 1 ? parts[1] : "", parts.length > 2 ? parts[2] : "");
    }

    private static Optional<MeshWorkload.Enrolment> enrolment(Reader root, Metadata metadata) {
        Map<String, String> notes = metadata.annotations();
        String host = notes.get(HOST);
        if (host == null) {
            return Optional.empty();
        }
        return Optional.of(new MeshWorkload.Enrolment(
                host,
                notes.getOrDefault(SERVICE, ""),
                port(root, notes, INBOUND_PORT),
                notes.getOrDefault(APPLICATION_ADDRESS, "127.0.0.1"),
                port(root, notes, APPLICATION_PORT),
                notes.getOrDefault(OUTBOUND_ADDRESS, "")));
    }

    private static int port(Reader root, Map<String, String> notes, String name) {
        String text = notes.getOrDefault(name, "0");
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535) {
            root.requiredObject("metadata")
                    .problem(
                            ConfigProblem.Code.INVALID_VALUE,
                            "annotations",
                            name + ": '" + text + "' (expected: 0..65535)",
                            "");
            return 0;
        }
        return Integer.parseInt(text);
    }

    @Override
    public void merge(List<Declared<WorkloadEntrySpec>> oldestFirst, MeshDraft draft) {
        for (Declared<WorkloadEntrySpec> declared : oldestFirst) {
            MeshWorkload workload = declared.spec().workload();
            // Certificates are signed for enrolled workloads, so only the registry's word counts for one.
            if (workload.enrolment().isPresent() && !declared.source().equals(StoredResource.REGISTRY)) {
                draft.status(
                        declared.key(),
                        new Condition(
                                Condition.ACCEPTED,
                                false,
                                "NotEnrolled",
                                "it names a host, and no host has announced it; remove the annotation " + HOST));
                continue;
            }
            Optional<ResourceKey> older = draft.workload(workload, declared.key());
            draft.status(
                    declared.key(),
                    older.map(winner -> new Condition(
                                    Condition.ACCEPTED,
                                    false,
                                    "Conflicted",
                                    "its address and port belong to " + winner.display() + ", which is older"))
                            .orElse(new Condition(Condition.ACCEPTED, true, "Accepted", "")));
        }
    }
}
