// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.tls;

import io.mainstay.engine.core.DataSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a peer's certificate is judged ({@code CertificateValidationContext}).
 *
 * @param trustedCa              PEM bundle; empty: nothing is verified (upstream) or asked for (downstream)
 * @param systemRoots            {@code system_root_certs}
 * @param certificateHashes      {@code verify_certificate_hash}: SHA-256 of the leaf, lower-case hex without colons; any of them
 * @param spkiHashes             {@code verify_certificate_spki}: base64 SHA-256 of the public key; any of them
 * @param subjectAltNames        any must match; empty: any name
 * @param crl                    PEM revocation list
 * @param allowExpired           {@code allow_expired_certificate}
 * @param acceptUntrusted        {@code trust_chain_verification: ACCEPT_UNTRUSTED}
 */
public record ValidationContext(
        Optional<DataSource> trustedCa,
        boolean systemRoots,
        List<String> certificateHashes,
        List<String> spkiHashes,
        List<SanMatcher> subjectAltNames,
        Optional<DataSource> crl,
        boolean allowExpired,
        boolean acceptUntrusted) {
    /** Verifies nothing. */
    public static final ValidationContext NONE = new ValidationContext(
            Optional.empty(), false, List.of(), List.of(), List.of(), Optional.empty(), false, false);

    public ValidationContext {
        Objects.requireNonNull(trustedCa);
        certificateHashes = List.copyOf(certificateHashes);
        spkiHashes = List.copyOf(spkiHashes);
        subjectAltNames = List.copyOf(subjectAltNames);
        Objects.requireNonNull(crl);
    }

    /** This context with what a secret of SDS brought laid over it, as {@code combined_validation_context} asks. */
    public ValidationContext mergedWith(ValidationContext secret) {
        return new ValidationContext(
                secret.trustedCa.isPresent() ? secret.trustedCa : trustedCa,
                systemRoots || secret.systemRoots,
                join(certificateHashes, secret.certificateHashes),
                join(spkiHashes, secret.spkiHashes),
                join(subjectAltNames, secret.subjectAltNames),
                secret.crl.isPresent() ? secret.crl : crl,
                allowExpired || secret.allowExpired,
                acceptUntrusted || secret.acceptUntrusted);
    }

    private static <T> List<T> join(List<T> first, List<T> second) {
        return java.util.stream.Stream.concat(first.stream(), second.stream()).toList();
    }
}
