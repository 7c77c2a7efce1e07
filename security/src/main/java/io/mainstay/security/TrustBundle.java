// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The roots a verifier accepts. During a rotation it holds the old and the new.
 *
 * @param roots distinct, in the order they were added; never empty
 */
public record TrustBundle(List<X509Certificate> roots) {
    public TrustBundle {
        roots = List.copyOf(new LinkedHashSet<>(roots));
        if (roots.isEmpty()) {
            throw new MalformedCredentialException("a trust bundle needs a root certificate");
        }
    }

    public static TrustBundle fromPem(String pem) {
        return new TrustBundle(Pem.certificates(pem));
    }

    /** The roots of both, these first. */
    public TrustBundle and(Collection<X509Certificate> more) {
        List<X509Certificate> all = new ArrayList<>(roots);
        all.addAll(more);
        return new TrustBundle(all);
    }

    public boolean contains(Fingerprint fingerprint) {
        return roots.stream().anyMatch(root -> Fingerprint.of(root).equals(fingerprint));
    }

    /** A name for this set of roots, whatever their order: equal when, and only when, the same peers are trusted. */
    public String id() {
        List<String> prints = roots.stream()
                .map(root -> Fingerprint.hex(
                        Fingerprint.sha256(Pem.encode(List.of(root)).getBytes(StandardCharsets.US_ASCII))))
                .sorted()
                .toList();
        return Fingerprint.hex(Fingerprint.sha256(String.join("", prints).getBytes(StandardCharsets.US_ASCII)));
    }

    public String toPem() {
        return Pem.encode(roots);
    }

    @Override
    public String toString() {
        return "TrustBundle" + roots.stream().map(Fingerprint::of).toList();
    }
}
