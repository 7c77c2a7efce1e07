// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.api;

import io.mainstay.cli.options.UsageException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a kind of resource is called and where it is found.
 *
 * @param group   empty for the core group
 * @param aliases short words for it
 */
public record ResourceKind(String kind, String plural, String group, String version, List<String> aliases) {
    /** The kinds of this release, in the order help shows them. */
    public static final List<ResourceKind> ALL = List.of(
            new ResourceKind("Service", "services", "", "v1", List.of("svc")),
            new ResourceKind("WorkloadEntry", "workloadentries", "networking.istio.io", "v1", List.of("we")),
            new ResourceKind("Gateway", "gateways", "gateway.networking.k8s.io", "v1", List.of("gtw")),
            new ResourceKind("HTTPRoute", "httproutes", "gateway.networking.k8s.io", "v1", List.of()),
            new ResourceKind("VirtualService", "virtualservices", "networking.istio.io", "v1", List.of("vs")),
            new ResourceKind("TrafficSplit", "trafficsplits", "split.smi-spec.io", "v1alpha4", List.of("ts")),
            new ResourceKind("PeerAuthentication", "peerauthentications", "security.istio.io", "v1", List.of("pa")));

    public ResourceKind {
        aliases = List.copyOf(aliases);
    }

    /** By kind, plural, singular or short word, any case, with or without its group. */
    public static Optional<ResourceKind> find(String word) {
        String wanted = word.toLowerCase(Locale.ROOT);
        return ALL.stream()
                .filter(kind -> kind.answersTo(wanted)
                        || (!kind.group().isEmpty() && wanted.equals(kind.plural() + "." + kind.group())))
                .findFirst();
    }

    /**
     * The same for a word that must be one.
     *
     * @param others words that the caller understands beside them
     */
    public static ResourceKind named(String word, String... others) throws UsageException {
        return find(word)
                .orElseThrow(() -> new UsageException("no kind '" + word + "' (expected: "
                        + Stream.concat(Stream.of(others), ALL.stream().map(ResourceKind::plural))
                                .collect(Collectors.joining(", "))
                        + ")"));
    }

    private boolean answersTo(String word) {
        return plural.equals(word) || kind.toLowerCase(Locale.ROOT).equals(word) || aliases.contains(word);
    }

    /** Path of all resources of this kind. */
    String path() {
        return root() + "/" + plural;
    }

    /**
     * Path of those of a namespace.
     *
     * @param namespace as a segment of a path is written
     */
    String path(String namespace) {
        return root() + "/namespaces/" + namespace + "/" + plural;
    }

    private String root() {
        return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    }

    /** As tables and messages call a resource: {@code httproute/storefront}. */
    public String title(String name) {
        return kind.toLowerCase(Locale.ROOT) + "/" + name;
    }
}
