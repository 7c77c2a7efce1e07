// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.filter;

import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a connection's TLS, for those who log or forward it.
 *
 * @param version e.g. {@code TLSv1.3}
 * @param peer    the certificate of a peer that proved it; empty otherwise
 */
public record TlsFacts(String version, Optional<X509Certificate> peer) {
    public TlsFacts {
        Objects.requireNonNull(version);
        Objects.requireNonNull(peer);
    }
}
