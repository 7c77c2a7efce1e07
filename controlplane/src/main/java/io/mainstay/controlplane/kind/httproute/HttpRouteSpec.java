// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind.httproute;

import io.mainstay.controlplane.state.HeaderEdits;
import io.mainstay.controlplane.state.HttpAction;
import io.mainstay.controlplane.state.HttpMatch;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What an HTTPRoute says. */
public record HttpRouteSpec(List<Parent> parents, List<String> hostnames, List<Rule> rules) {
    public HttpRouteSpec {
        parents = List.copyOf(parents);
        hostnames = List.copyOf(hostnames);
        rules = List.copyOf(rules);
    }

    /**
     * What it attaches to.
     *
     * @param kind    {@code Service} or {@code Gateway}
     * @param section a gateway's listener; empty: all
     * @param port    0: all
     */
    public record Parent(String kind, String namespace, String name, String section, int port) {
        public Parent {
            Objects.requireNonNull(kind);
            Objects.requireNonNull(namespace);
            Objects.requireNonNull(name);
            Objects.requireNonNull(section);
        }

        String display() {
            return kind + " " + namespace + "/" + name + (section.isEmpty() ? "" : "/" + section)
                    + (port == 0 ? "" : ":" + port);
        }
    }

    /**
     * One rule.
     *
     */
    public record Rule(
            String name,
            List<HttpMatch> matches,
            Filters filters,
            List<Backend> backends,
            Optional<Duration> timeout,
            Optional<Duration> backendTimeout,
            Optional<Retry> retry) {
        public Rule {
            Objects.requireNonNull(name);
            matches = List.copyOf(matches);
            Objects.requireNonNull(filters);
            backends = List.copyOf(backends);
            Objects.requireNonNull(timeout);
            Objects.requireNonNull(backendTimeout);
            Objects.requireNonNull(retry);
        }
    }

    /**
     * When requests are tried again (GEP-1731).
     *
     * @param codes    status codes of answers that are tried again
     * @param attempts after the first; empty: the mesh's default
     * @param backoff  before the first retry
     */
    public record Retry(List<Integer> codes, Optional<Integer> attempts, Optional<Duration> backoff) {
        public Retry {
            codes = List.copyOf(codes);
            Objects.requireNonNull(attempts);
            Objects.requireNonNull(backoff);
        }
    }

    /** What its filters amount to. */
    public record Filters(
            HeaderEdits request,
            HeaderEdits response,
            HttpAction.Rewrite rewrite,
            Optional<HttpAction.Redirect> redirect) {
        public static final Filters NONE =
                new Filters(HeaderEdits.NONE, HeaderEdits.NONE, HttpAction.Rewrite.NONE, Optional.empty());

        public Filters {
            Objects.requireNonNull(request);
            Objects.requireNonNull(response);
            Objects.requireNonNull(rewrite);
            Objects.requireNonNull(redirect);
        }
    }

    /** Where requests go. */
    public record Backend(String namespace, String name, int port, int weight, Filters filters) {
        public Backend {
            Objects.requireNonNull(namespace);
            Objects.requireNonNull(name);
            Objects.requireNonNull(filters);
        }
    }
}
