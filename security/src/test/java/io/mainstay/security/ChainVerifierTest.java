// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.security.ChainVerifier.Reason;
import io.mainstay.security.ChainVerifier.Refusal;
import io.mainstay.security.ChainVerifier.Usage;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChainVerifierTest {
    private static final String ID = "spiffe://td/ns/a/sa/b";

    private final TestAuthority authority = new TestAuthority("root");

    @Test
    void aLeafOfTheRootIsGoodForBothSidesOfAHandshake() {
        CertificateChain chain = authority.issue(ID).chain();
        assertThat(refusal(authority.bundle(), chain, TestAuthority.NOW)).isEmpty();
        assertThat(verifier(authority.bundle(), TestAuthority.NOW).refusal(chain.certificates(), Usage.SERVER))
                .isEmpty();
        assertThat(chain.spiffeId()).contains(SpiffeId.of(ID));
    }

    @Test
    void itIsGoodUntilItExpiresAndNotBeforeItBegins() {
        CertificateChain chain = authority.issue(ID).chain();
        Instant end = chain.notAfter();
        assertThat(refusal(authority.bundle(), chain, end.minusSeconds(1))).isEmpty();
        assertThat(refusal(authority.bundle(), chain, end.plusSeconds(1)).map(Refusal::reason))
                .contains(Reason.EXPIRED);
        assertThat(refusal(authority.bundle(), chain, TestAuthority.NOW.minusSeconds(1))
                        .map(Refusal::reason))
                .contains(Reason.NOT_YET_VALID);
    }

    @Test
    void anotherRootIsRefusedEvenUnderTheSameName() {
        CertificateChain chain = authority.issue(ID).chain();
        for (String name : List.of("another", "root")) {
            assertThat(refusal(new TestAuthority(name).bundle(), chain, TestAuthority.NOW)
                            .map(Refusal::reason))
                    .contains(Reason.UNKNOWN_ISSUER);
        }
    }

    @Test
    void duringARotationBothRootsAreGood() {
        TestAuthority next = new TestAuthority("root");
        TrustBundle both = authority.bundle().and(next.bundle().roots());
        assertThat(refusal(both, authority.issue(ID).chain(), TestAuthority.NOW))
                .isEmpty();
        assertThat(refusal(both, next.issue(ID).chain(), TestAuthority.NOW)).isEmpty();
        assertThat(both.id()).isNotEqualTo(authority.bundle().id());
        assertThat(both.id())
                .isEqualTo(next.bundle().and(authority.bundle().roots()).id());
    }

    @Test
    void anIntermediateIsFollowedAndASentRootCarriesNoWeight() {
        TestAuthority below = authority.intermediate("below");
        CertificateChain chain = below.issue(ID).chain();
        assertThat(chain.certificates()).hasSize(2);
        assertThat(refusal(authority.bundle(), chain, TestAuthority.NOW)).isEmpty();
        List<X509Certificate> withRoot = new ArrayList<>(chain.certificates());
        withRoot.addAll(authority.bundle().roots());
        assertThat(refusal(authority.bundle(), new CertificateChain(withRoot), TestAuthority.NOW))
                .isEmpty();
        assertThat(refusal(new TestAuthority("x").bundle(), new CertificateChain(withRoot), TestAuthority.NOW))
                .isPresent();
    }

    @Test
    void aLeafCannotIssue() {
        Credential leaf = below("CN=leaf", authority.root(), false);
        Credential authorityBelow = below("CN=leaf", authority.root(), true);
        assertThat(refusal(authority.bundle(), below("", authorityBelow, false).chain(), TestAuthority.NOW))
                .isEmpty();
        assertThat(refusal(authority.bundle(), below("", leaf, false).chain(), TestAuthority.NOW))
                .isPresent();
    }

    @Test
    void anAuthorityCertificateIsNoLeafOfTheMesh() {
        assertThat(PeerCertificates.spiffeId(authority.root().chain().leaf())).isEmpty();
    }

    private static Credential below(String subject, Credential issuer, boolean mayIssue) {
        KeyPair key = KeyPairs.generateP256();
        CertificateProfile profile = new CertificateProfile(
                key.getPublic(),
                subject,
                CertificateProfile.Names.of(SpiffeId.of(ID)),
                TestAuthority.NOW,
                TestAuthority.NOW.plus(Duration.ofHours(1)),
                mayIssue);
        return new Credential(new CertificateIssuer(issuer, new SecureRandom()).issue(profile), key.getPrivate());
    }

    private static Optional<Refusal> refusal(TrustBundle bundle, CertificateChain chain, Instant now) {
        return verifier(bundle, now).refusal(chain.certificates(), Usage.CLIENT);
    }

    private static ChainVerifier verifier(TrustBundle bundle, Instant now) {
        return new ChainVerifier(bundle, InstantSource.fixed(now));
    }
}
