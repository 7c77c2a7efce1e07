// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a holder shows in a handshake.
 *
 * @param certificates leaf first, then the intermediates; never empty
 */
public record CertificateChain(List<X509Certificate> certificates) {
    public CertificateChain {
        certificates = List.copyOf(certificates);
        if (certificates.isEmpty()) {
            throw new MalformedCredentialException("a certificate chain needs a certificate");
        }
    }

    public static CertificateChain fromPem(String pem) {
        return new CertificateChain(Pem.certificates(pem));
    }

    public X509Certificate leaf() {
        return certificates.getFirst();
    }

    public Instant notBefore() {
        return leaf().getNotBefore().toInstant();
    }

    /** When the first certificate of the chain expires. */
    public Instant notAfter() {
        return certificates.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .reduce((a, b) -> a.isBefore(b) ? a : b)
                .orElseThrow();
    }

    public boolean isValidAt(Instant now) {
        return !now.isBefore(notBefore()) && now.isBefore(notAfter());
    }

    public Optional<SpiffeId> spiffeId() {
        return PeerCertificates.spiffeId(leaf());
    }

    /** Serial number of the leaf in hex. */
    public String serial() {
        return leaf().getSerialNumber().toString(16);
    }

    public String toPem() {
        return Pem.encode(certificates);
    }

    @Override
    public String toString() {
        return spiffeId()
                        .map(SpiffeId::toString)
                        .orElseGet(() -> leaf().getSubjectX500Principal().getName())
                + " serial " + serial() + " until " + notAfter();
    }
}
