// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What one TLS context shows and trusts now.
 *
 * @param secrets names it got them under by SDS; empty when all stand in the configuration
 * @param chain   shown to peers, leaf first; empty when it shows none
 * @param roots   peers are verified against; empty when they are not
 */
public record CertificatesInUse(List<String> secrets, List<X509Certificate> chain, List<X509Certificate> roots) {
    public CertificatesInUse {
        secrets = List.copyOf(secrets);
        chain = List.copyOf(chain);
        roots = List.copyOf(roots);
    }
}
