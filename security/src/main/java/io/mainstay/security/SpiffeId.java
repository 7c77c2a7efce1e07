// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import java.util.Objects;
import java.util.Optional;

/**
 * Who a peer is: a SPIFFE id in its one canonical form. What parses is exactly what the specification allows, so that two
 * ids are the same identity when, and only when, their strings are equal.
 *
 * @param trustDomain lower case letters, digits, dots, dashes and underscores
 * @param path        empty, or {@code /} and segments without empty, {@code .} or {@code ..} ones; case matters
 * @see <a href="https://github.com/spiffe/spiffe/blob/main/standards/SPIFFE-ID.md">SPIFFE-ID</a>
 */
public record SpiffeId(String trustDomain, String path) {
    private static final String SCHEME = "spiffe://";
    private static final int MAX_TRUST_DOMAIN = 255;
    private static final int MAX_LENGTH = 2048;

    public SpiffeId {
        Objects.requireNonNull(trustDomain);
        Objects.requireNonNull(path);
        String problem = problemIn(trustDomain, path);
        if (!problem.isEmpty()) {
            throw new IllegalArgumentException("not a SPIFFE id: " + problem);
        }
    }

    /** What Mainstay's own authority says about the holder of an id. Any other path is {@link Other}. */
    public sealed interface Role {
        /** {@code /ns/<namespace>/sa/<serviceAccount>}: an application. */
        record Workload(String namespace, String serviceAccount) implements Role {}

        /** {@code /node/<host>}: the agent and proxy of a host. */
        record Node(String host) implements Role {}

        /** {@code /control-plane}: discovery and authority. */
        record ControlPlane() implements Role {}

        /** An id of somebody else's making. */
        record Other() implements Role {}
    }

    /** Reads {@code spiffe://<trust domain>[/<path>]}; empty for anything the specification forbids. */
    public static Optional<SpiffeId> parse(String uri) {
        if (!uri.startsWith(SCHEME) || uri.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        int slash = uri.indexOf('/', SCHEME.length());
        String trustDomain = uri.substring(SCHEME.length(), slash < 0 ? uri.length() : slash);
        String path = slash < 0 ? "" : uri.substring(slash);
        return problemIn(trustDomain, path).isEmpty() ? Optional.of(new SpiffeId(trustDomain, path)) : Optional.empty();
    }

    /** For ids from this process's own configuration; {@link IllegalArgumentException} when it is none. */
    public static SpiffeId of(String uri) {
        return parse(uri).orElseThrow(() -> new IllegalArgumentException("not a SPIFFE id: " + uri));
    }

    /** The identity of every workload that runs as a service account. */
    public static SpiffeId workload(String trustDomain, String namespace, String serviceAccount) {
        return new SpiffeId(trustDomain, "/ns/" + segment(namespace) + "/sa/" + segment(serviceAccount));
    }

    /** The identity of a host. */
    public static SpiffeId node(String trustDomain, String host) {
        return new SpiffeId(trustDomain, "/node/" + segment(host));
    }

    /** The identity under which a control plane serves. */
    public static SpiffeId controlPlane(String trustDomain) {
        return new SpiffeId(trustDomain, "/control-plane");
    }

    /** Whether a string is a trust domain's name. */
    public static boolean isTrustDomain(String name) {
        return problemIn(name, "").isEmpty();
    }

    /** What the path says the holder is. */
    public Role role() {
        String[] parts = path.split("/", -1);
        if (parts.length == 5 && parts[1].equals("ns") && parts[3].equals("sa")) {
            return new Role.Workload(parts[2], parts[4]);
        }
        if (parts.length == 3 && parts[1].equals("node")) {
            return new Role.Node(parts[2]);
        }
        return path.equals("/control-plane") ? new Role.ControlPlane() : new Role.Other();
    }

    /** The canonical form, {@code spiffe://…}. */
    @Override
    public String toString() {
        return SCHEME + trustDomain + path;
    }

    private static String segment(String value) {
        if (value.isEmpty() || value.indexOf('/') >= 0) {
            throw new IllegalArgumentException("not one segment of a SPIFFE id: '" + value + "'");
        }
        return value;
    }

    private static String problemIn(String trustDomain, String path) {
        if (trustDomain.isEmpty() || trustDomain.length() > MAX_TRUST_DOMAIN) {
            return "trust domain of " + trustDomain.length() + " characters (expected: 1.." + MAX_TRUST_DOMAIN + ")";
        }
        for (int i = 0; i < trustDomain.length(); i++) {
            char c = trustDomain.charAt(i);
            if ((c >= 'A' && c <= 'Z') || !allowed(c)) {
                return "trust domain '" + trustDomain + "' (expected: a-z, 0-9, '.', '-', '_')";
            }
        }
        if (path.isEmpty()) {
            return "";
        }
        if (SCHEME.length() + trustDomain.length() + path.length() > MAX_LENGTH) {
            return "longer than " + MAX_LENGTH + " bytes";
        }
        return path.charAt(0) == '/' ? problemInSegments(path) : "path does not begin with '/'";
    }

    private static String problemInSegments(String path) {
        int begin = 1;
        for (int i = 1; i <= path.length(); i++) {
            if (i == path.length() || path.charAt(i) == '/') {
                String segment = path.substring(begin, i);
                if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                    return "path segment '" + segment + "' in '" + path + "'";
                }
                begin = i + 1;
            } else if (!allowed(path.charAt(i))) {
                return "path '" + path + "' (expected: a-z, A-Z, 0-9, '.', '-', '_')";
            }
        }
        return "";
    }

    private static boolean allowed(char c) {
        boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return alphanumeric || c == '.' || c == '-' || c == '_';
    }
}
