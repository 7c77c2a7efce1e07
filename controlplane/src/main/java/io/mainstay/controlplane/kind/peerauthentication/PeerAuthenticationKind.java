// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind.peerauthentication;

import io.mainstay.controlplane.kind.Declared;
import io.mainstay.controlplane.kind.Kind;
import io.mainstay.controlplane.kind.KindName;
import io.mainstay.controlplane.resource.Condition;
import io.mainstay.controlplane.resource.FieldTable;
import io.mainstay.controlplane.resource.Metadata;
import io.mainstay.controlplane.resource.Reader;
import io.mainstay.controlplane.state.MeshDraft;
import io.mainstay.controlplane.state.MtlsMode;
import io.mainstay.controlplane.state.MtlsPolicies;
import io.mainstay.model.ConfigProblem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code security.istio.io PeerAuthentication}. */
public final class PeerAuthenticationKind implements Kind<PeerAuthenticationSpec> {
    private static final Set<String> ROOT_NAMESPACES = Set.of("mainstay-system", "istio-system");
    private static final FieldTable FIELDS = FieldTable.ofResource()
            .honoured(
                    "spec.mtls.mode",
                    "`STRICT`, `PERMISSIVE` or `UNSET` (as the wider policy has it); `DISABLE` is rejected")
            .honoured("spec.selector.matchLabels{}", "only workloads with these labels; without it the whole namespace")
            .rejected("spec.portLevelMtls", "a mode holds for all ports of a workload");

    @Override
    public KindName name() {
        return new KindName("security.istio.io", "PeerAuthentication", "peerauthentications");
    }

    @Override
    public List<String> versions() {
        return List.of("v1", "v1beta1");
    }

    @Override
    public FieldTable fields() {
        return FIELDS;
    }

    @Override
    public String description() {
        return """
            Whether workloads accept plaintext. In namespace `mainstay-system` (or `istio-system`) and without selector it holds for the
            mesh. The narrowest policy decides; of two that are equally narrow, the older.\
            """;
    }

    @Override
    public PeerAuthenticationSpec read(Reader root, Metadata metadata, String version) {
        Optional<Reader> spec = root.object("spec");
        if (spec.isEmpty()) {
            return new PeerAuthenticationSpec(Map.of(), Optional.empty());
        }
        Map<String, String> labels = spec.get()
                .object("selector")
                .map(selector -> selector.textMap("matchLabels"))
                .orElse(Map.of());
        Optional<MtlsMode> mode = spec.get().object("mtls").flatMap(PeerAuthenticationKind::mode);
        return new PeerAuthenticationSpec(labels, mode);
    }

    private static Optional<MtlsMode> mode(Reader mtls) {
        String word = mtls.oneOf("mode", List.of("UNSET", "STRICT", "PERMISSIVE", "DISABLE"));
        if (word.equals("DISABLE")) {
            mtls.problem(
                    ConfigProblem.Code.UNSUPPORTED_FIELD,
                    "mode",
                    "'DISABLE' (expected: STRICT, PERMISSIVE)",
                    "PERMISSIVE accepts plaintext; calls inside the mesh stay encrypted");
        }
        return switch (word) {
            case "STRICT" -> Optional.of(MtlsMode.STRICT);
            case "PERMISSIVE" -> Optional.of(MtlsMode.PERMISSIVE);
            default -> Optional.empty();
        };
    }

    @Override
    public void merge(List<Declared<PeerAuthenticationSpec>> oldestFirst, MeshDraft draft) {
        Map<String, Declared<PeerAuthenticationSpec>> first = new HashMap<>();
        for (Declared<PeerAuthenticationSpec> declared : oldestFirst) {
            PeerAuthenticationSpec spec = declared.spec();
            String namespace = declared.key().namespace();
            boolean root = ROOT_NAMESPACES.contains(namespace);
            String scope = (root ? "*" : namespace) + "|" + spec.labels();
            Declared<PeerAuthenticationSpec> older = first.putIfAbsent(scope, declared);
            if (older != null) {
                draft.status(
                        declared.key(),
                        new Condition(
                                Condition.ACCEPTED,
                                false,
                                "Conflicted",
                                older.key().display() + " is older and has the same scope"));
                continue;
            }
            spec.mode().ifPresent(mode -> {
                if (!spec.labels().isEmpty()) {
                    draft.mtlsOfWorkloads(new MtlsPolicies.Selected(namespace, spec.labels(), mode));
                } else if (root) {
                    draft.mtlsOfMesh(mode);
                } else {
                    draft.mtlsOfNamespace(namespace, mode);
                }
            });
            draft.status(declared.key(), new Condition(Condition.ACCEPTED, true, "Accepted", ""));
        }
    }
}
