// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.identity;

import io.mainstay.security.CertificateChain;
import io.mainstay.security.TrustBundle;
import java.io.IOException;
import java.util.Objects;

/** The mesh's certificate authority as a host sees it. Calls block. */
public interface CertificateSource {
    /**
     * Asks for a certificate.
     *
     * @param csr PEM
     * @throws AuthorityRefusedException when asking again is no use
     * @throws IOException               when the authority cannot be reached or cannot answer now
     */
    Issued create(String csr) throws IOException;

    /**
     * What came of it.
     *
     * @param chain  leaf first
     * @param bundle every root to trust from now on
     */
    record Issued(CertificateChain chain, TrustBundle bundle) {
        public Issued {
            Objects.requireNonNull(chain);
            Objects.requireNonNull(bundle);
        }
    }
}
