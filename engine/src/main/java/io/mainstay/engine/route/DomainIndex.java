// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the virtual host for an authority, as Envoy: exact domain, longest {@code *.suffix}, longest {@code prefix.*}, then
 * {@code *}. A wildcard stands for at least one character. Case does not matter.
 */
final class DomainIndex {
    private final Map<String, VirtualHostRoutes> exact = new HashMap<>();
    private final TreeMap<Integer, Map<String, VirtualHostRoutes>> suffixes =
            new TreeMap<>(java.util.Comparator.reverseOrder());
    private final TreeMap<Integer, Map<String, VirtualHostRoutes>> prefixes =
            new TreeMap<>(java.util.Comparator.reverseOrder());
    private final boolean ignorePort;
    private @Nullable VirtualHostRoutes any;

    DomainIndex(List<VirtualHostRoutes> hosts, boolean ignorePort) {
        this.ignorePort = ignorePort;
        for (VirtualHostRoutes host : hosts) {
            for (String domain : host.config().domains()) {
                add(domain.toLowerCase(Locale.ROOT), host);
            }
        }
    }

    private void add(String domain, VirtualHostRoutes host) {
        if (domain.equals("*")) {
            any = any == null ? host : any;
        } else if (domain.startsWith("*")) {
            suffixes.computeIfAbsent(domain.length() - 1, _ -> new HashMap<>()).putIfAbsent(domain.substring(1), host);
        } else if (domain.endsWith("*")) {
            prefixes.computeIfAbsent(domain.length() - 1, _ -> new HashMap<>())
                    .putIfAbsent(domain.substring(0, domain.length() - 1), host);
        } else {
            exact.putIfAbsent(domain, host);
        }
    }

    @Nullable
    VirtualHostRoutes find(String authority) {
        if (exact.isEmpty() && suffixes.isEmpty() && prefixes.isEmpty()) {
            return any;
        }
        String host = lower(ignorePort ? withoutPort(authority) : authority);
        VirtualHostRoutes found = exact.get(host);
        if (found != null) {
            return found;
        }
        for (Map.Entry<Integer, Map<String, VirtualHostRoutes>> entry : suffixes.entrySet()) {
            if (entry.getKey() < host.length()) {
                found = entry.getValue().get(host.substring(host.length() - entry.getKey()));
                if (found != null) {
                    return found;
                }
            }
        }
        for (Map.Entry<Integer, Map<String, VirtualHostRoutes>> entry : prefixes.entrySet()) {
            if (entry.getKey() < host.length()) {
                found = entry.getValue().get(host.substring(0, entry.getKey()));
                if (found != null) {
                    return found;
                }
            }
        }
        return any;
    }

    private static String lower(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return host.toLowerCase(Locale.ROOT);
            }
        }
        return host;
    }

    /** Without a trailing {@code :port}; the colons of a bracketed IPv6 address are none. */
    static String withoutPort(String authority) {
        int colon = authority.lastIndexOf(':');
        if (colon < 0 || authority.indexOf(']', colon) >= 0) {
            return authority;
        }
        for (int i = colon + 1; i < authority.length(); i++) {
            if (authority.charAt(i) < '0' || authority.charAt(i) > '9') {
                return authority;
            }
        }
        return authority.substring(0, colon);
    }
}
