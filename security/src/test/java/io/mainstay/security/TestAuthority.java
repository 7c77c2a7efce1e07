// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A root and what it signs, for tests. */
public final class TestAuthority {
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final Credential root;

    public TestAuthority(String name) {
        KeyPair key = KeyPairs.generateP256();
        this.root = CertificateIssuer.selfSigned(
                key,
                new CertificateProfile(
                        key.getPublic(),
                        "CN=" + name,
                        CertificateProfile.Names.none(),
                        NOW.minus(Duration.ofDays(1)),
                        NOW.plus(Duration.ofDays(3650)),
                        true),
                new SecureRandom());
    }

    private TestAuthority(Credential root) {
        this.root = root;
    }

    public Credential root() {
        return root;
    }

    public TrustBundle bundle() {
        return new TrustBundle(List.of(root.chain().certificates().getLast()));
    }

    public Credential issue(String id) {
        return issue(KeyPairs.generateP256(), CertificateProfile.Names.of(SpiffeId.of(id)), NOW, Duration.ofHours(24));
    }

    public Credential issue(KeyPair key, CertificateProfile.Names names, Instant from, Duration life) {
        CertificateProfile profile = new CertificateProfile(key.getPublic(), "", names, from, from.plus(life), false);
        return new Credential(new CertificateIssuer(root, new SecureRandom()).issue(profile), key.getPrivate());
    }

    /** An authority below this one. */
    public TestAuthority intermediate(String name) {
        KeyPair key = KeyPairs.generateP256();
        CertificateProfile profile = new CertificateProfile(
                key.getPublic(),
                "CN=" + name,
                CertificateProfile.Names.none(),
                NOW.minus(Duration.ofDays(1)),
                NOW.plus(Duration.ofDays(30)),
                true);
        CertificateChain chain = new CertificateIssuer(root, new SecureRandom()).issue(profile);
        return new TestAuthority(new Credential(chain, key.getPrivate()));
    }
}
