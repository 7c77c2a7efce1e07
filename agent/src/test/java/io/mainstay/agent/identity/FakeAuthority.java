// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.identity;

import io.mainstay.security.CertificateChain;
import io.mainstay.security.CertificateIssuer;
import io.mainstay.security.CertificateProfile;
import io.mainstay.security.CertificateProfile.Names;
import io.mainstay.security.Credential;
import io.mainstay.security.Csr;
import io.mainstay.security.KeyPairs;
import io.mainstay.security.SpiffeId;
import io.mainstay.security.TrustBundle;
import java.io.IOException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Signs whatever it is asked to, for a day, unless it is away. */
public final class FakeAuthority implements CertificateSource {
    private final InstantSource clock;
    private Credential root;
    private TrustBundle bundle;
    private Optional<IOException> away = Optional.empty();

    public FakeAuthority(InstantSource clock) {
        this.clock = clock;
        this.root = newRoot();
        this.bundle = new TrustBundle(root.chain().certificates());
    }

    public void goAway(IOException reason) {
        away = Optional.of(reason);
    }

    public void comeBack() {
        away = Optional.empty();
    }

    /** Trusts a further root and signs with it. */
    public void rotate() {
        root = newRoot();
        bundle = bundle.and(root.chain().certificates());
    }

    public TrustBundle bundle() {
        return bundle;
    }

    @Override
    public Issued create(String csr) throws IOException {
        if (away.isPresent()) {
            throw away.get();
        }
        Csr request = Csr.parse(csr);
        CertificateChain chain = new CertificateIssuer(root, new SecureRandom())
                .issue(new CertificateProfile(
                        request.publicKey(),
                        "",
                        Names.of(SpiffeId.of(request.uriNames().getFirst())),
                        clock.instant().minus(Duration.ofMinutes(5)),
                        clock.instant().plus(Duration.ofHours(24)),
                        false));
        return new Issued(chain, bundle);
    }

    private Credential newRoot() {
        KeyPair key = KeyPairs.generateP256();
        return CertificateIssuer.selfSigned(
                key,
                new CertificateProfile(
                        key.getPublic(),
                        "CN=root " + key.getPublic().hashCode(),
                        Names.none(),
                        clock.instant().minus(Duration.ofHours(1)),
                        clock.instant().plus(Duration.ofDays(100)),
                        true),
                new SecureRandom());
    }
}
