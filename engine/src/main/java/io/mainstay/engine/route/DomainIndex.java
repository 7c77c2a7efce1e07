// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.match.Ascii;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the virtual host for an authority, as Envoy: exact domain, longest {@code *.suffix}, longest {@code prefix.*}, then
 * {@code *}. A wildcard stands for at least one character. Case does not matter. Allocates nothing.
 */
final class DomainIndex {
    private final AffixTable<VirtualHostRoutes> exact;
    private final AffixTable<VirtualHostRoutes> suffixes;
    private final AffixTable<VirtualHostRoutes> prefixes;
    private final boolean ignorePort;
    private final @Nullable VirtualHostRoutes any;

    DomainIndex(List<VirtualHostRoutes> hosts, boolean ignorePort) {
        this.ignorePort = ignorePort;
        Map<String, VirtualHostRoutes> exactDomains = new HashMap<>();
        Map<String, VirtualHostRoutes> domainSuffixes = new HashMap<>();
        Map<String, VirtualHostRoutes> domainPrefixes = new HashMap<>();
        @Nullable VirtualHostRoutes everything = null;
        for (VirtualHostRoutes host : hosts) {
            for (String written : host.config().domains()) {
                String domain = Ascii.lower(written);
                if (domain.equals("*")) {
                    everything = everything == null ? host : everything;
                } else if (domain.startsWith("*")) {
                    domainSuffixes.putIfAbsent(domain.substring(1), host);
                } else if (domain.endsWith("*")) {
                    domainPrefixes.putIfAbsent(domain.substring(0, domain.length() - 1), host);
                } else {
                    exactDomains.putIfAbsent(domain, host);
                }
            }
        }
        this.exact = new AffixTable<>(exactDomains, false, true);
        this.suffixes = new AffixTable<>(domainSuffixes, true, true);
        this.prefixes = new AffixTable<>(domainPrefixes, false, true);
        this.any = everything;
    }

    @Nullable
    VirtualHostRoutes find(String authority) {
        if (exact.isEmpty() && suffixes.isEmpty() && prefixes.isEmpty()) {
            return any;
        }
        int end = ignorePort ? endOfHost(authority) : authority.length();
        VirtualHostRoutes found = exact.whole(authority, end);
        if (found == null) {
            found = suffixes.longest(authority, end, end - 1);
        }
        if (found == null) {
            found = prefixes.longest(authority, end, end - 1);
        }
        return found == null ? any : found;
    }

    /** Where a trailing {@code :port} begins; the colons of a bracketed IPv6 address begin none. */
    private static int endOfHost(String authority) {
        int colon = authority.lastIndexOf(':');
        if (colon < 0 || authority.indexOf(']', colon) >= 0) {
            return authority.length();
        }
        for (int i = colon + 1; i < authority.length(); i++) {
            if (authority.charAt(i) < '0' || authority.charAt(i) > '9') {
                return authority.length();
            }
        }
        return colon;
    }
}
