// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.mainstay.security.PeerCertificates;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The certificate a peer has shown on a connection, for those who forward or log more than its principal.
 *
 * @param chain     leaf first
 * @param proved    whether the chain was verified; if not, nothing in it is to be believed
 * @param localUris URI names of the certificate this side showed
 */
public record TlsPeer(List<X509Certificate> chain, boolean proved, List<String> localUris) {
    private static final AttributeKey<TlsPeer> KEY = AttributeKey.valueOf(TlsPeer.class, "peer");

    public TlsPeer {
        chain = List.copyOf(chain);
        localUris = List.copyOf(localUris);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a peer without a certificate is none");
        }
    }

    /** The peer of a connection; empty when it is plaintext or the peer showed nothing. */
    public static Optional<TlsPeer> of(Channel channel) {
        return Optional.ofNullable(channel.attr(KEY).get());
    }

    void attachTo(Channel channel) {
        channel.attr(KEY).set(this);
    }

    public X509Certificate leaf() {
        return chain.getFirst();
    }

    /** Its SPIFFE id, else its first URI name; only of a peer that proved it. */
    public Optional<String> principal() {
        if (!proved) {
            return Optional.empty();
        }
        return PeerCertificates.uriNames(leaf()).stream()
                .filter(Objects::nonNull)
                .findFirst();
    }
}
