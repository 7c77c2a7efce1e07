// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import io.mainstay.engine.core.CidrRange;
import java.util.List;
import java.util.Objects;

/**
 * Which connections a filter chain is for ({@code listener.v3.FilterChainMatch}). Each empty list, zero or empty text
 * matches everything.
 *
 * @param destinationPort      1..65535, 0: any
 * @param prefixRanges         of the destination address
 * @param serverNames          lower case; exact, or {@code *.example.com} for any depth below
 * @param transportProtocol    {@code tls}, {@code raw_buffer} or empty
 * @param applicationProtocols ALPN names
 * @param directSourcePrefixRanges of the peer of the socket
 * @param sourceType           where the peer is
 * @param sourcePrefixRanges   of the source, which a PROXY header may have changed
 * @param sourcePorts          1..65535 each
 */
public record FilterChainMatch(
        int destinationPort,
        List<CidrRange> prefixRanges,
        List<String> serverNames,
        String transportProtocol,
        List<String> applicationProtocols,
        List<CidrRange> directSourcePrefixRanges,
        SourceType sourceType,
        List<CidrRange> sourcePrefixRanges,
        List<Integer> sourcePorts) {
    /** Every connection. */
    public static final FilterChainMatch ANY = new FilterChainMatch(
            0, List.of(), List.of(), "", List.of(), List.of(), SourceType.ANY, List.of(), List.of());

    public FilterChainMatch {
        prefixRanges = List.copyOf(prefixRanges);
        serverNames = List.copyOf(serverNames);
        Objects.requireNonNull(transportProtocol);
        applicationProtocols = List.copyOf(applicationProtocols);
        directSourcePrefixRanges = List.copyOf(directSourcePrefixRanges);
        Objects.requireNonNull(sourceType);
        sourcePrefixRanges = List.copyOf(sourcePrefixRanges);
        sourcePorts = List.copyOf(sourcePorts);
    }

    /** {@code ConnectionSourceType}. */
    public enum SourceType {
        ANY,
        /** The peer's address is loopback or the destination's own. */
        SAME_IP_OR_LOOPBACK,
        EXTERNAL
    }
}
