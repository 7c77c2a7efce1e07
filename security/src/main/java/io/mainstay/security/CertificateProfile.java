// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import java.security.PublicKey;
import java.time.Instant;
import java.util.List;

/**
 * What is to stand in a certificate. The issuer decides all of it; nothing is copied from a request.
 *
 * @param subjectKey   the holder's key
 * @param subject      distinguished name; empty for none
 * @param names        alternative names
 * @param notBefore    valid from
 * @param notAfter     valid until
 * @param authority    whether the holder may issue certificates itself
 */
public record CertificateProfile(
        PublicKey subjectKey, String subject, Names names, Instant notBefore, Instant notAfter, boolean authority) {
    public CertificateProfile {
        if (!notBefore.isBefore(notAfter)) {
            throw new IllegalArgumentException("certificate valid from " + notBefore + " until " + notAfter);
        }
    }

    /** Alternative names by kind. */
    public record Names(List<String> uris, List<String> dns, List<String> addresses) {
        public Names {
            uris = List.copyOf(uris);
            dns = List.copyOf(dns);
            addresses = List.copyOf(addresses);
        }

        /** One SPIFFE id and nothing else. */
        public static Names of(SpiffeId id) {
            return new Names(List.of(id.toString()), List.of(), List.of());
        }

        public static Names none() {
            return new Names(List.of(), List.of(), List.of());
        }

        boolean isEmpty() {
            return uris.isEmpty() && dns.isEmpty() && addresses.isEmpty();
        }
    }
}
