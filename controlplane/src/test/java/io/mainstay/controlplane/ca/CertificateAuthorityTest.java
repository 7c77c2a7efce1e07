// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mainstay.security.CertificateChain;
import io.mainstay.security.ChainVerifier;
import io.mainstay.security.Fingerprint;
import io.mainstay.security.KeyPairs;
import io.mainstay.security.PeerCertificates;
import io.mainstay.security.SpiffeId;
import io.mainstay.security.TrustBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final SpiffeId ID = SpiffeId.workload("mesh.test", "shop", "reviews");

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private CertificateAuthority authority;

    @BeforeEach
    void open() throws IOException {
        authority = open(folder.resolve("ca"));
    }

    private CertificateAuthority open(Path folder) throws IOException {
        return CertificateAuthority.open("mesh.test", folder, now::get, new SecureRandom());
    }

    @Test
    void theRootIsMadeOnceAndKeptFromOthers() throws IOException {
        assertThat(open(folder.resolve("ca")).bundle()).isEqualTo(authority.bundle());
        assertThat(Files.getPosixFilePermissions(folder.resolve("ca")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        try (var files = Files.list(folder.resolve("ca"))) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                            .isEqualTo(PosixFilePermissions.fromString("rw-------")));
        }
        assertThat(Duration.between(
                        NOW, authority.bundle().roots().getFirst().getNotAfter().toInstant()))
                .isGreaterThan(Duration.ofDays(3640));
    }

    @Test
    void aRootWithoutItsBundleIsAnErrorAndNoReasonForANewRoot() throws IOException {
        Files.delete(folder.resolve("ca/roots.pem"));
        assertThatThrownBy(() -> open(folder.resolve("ca")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("restore");
    }

    @Test
    void aLostKeyIsAnErrorAndWhatIsLeftStays() throws IOException {
        Files.delete(folder.resolve("ca/signing.pem"));
        String roots = Files.readString(folder.resolve("ca/roots.pem"));
        assertThatThrownBy(() -> open(folder.resolve("ca")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("signing.pem is not: restore it from a backup");
        assertThat(Files.readString(folder.resolve("ca/roots.pem"))).isEqualTo(roots);
        assertThat(folder.resolve("ca/signing.pem")).doesNotExist();
    }

    @Test
    void aLeafLivesADayOrLessAndBeginsFiveMinutesAgo() {
        CertificateChain day = sign(Duration.ofDays(90));
        assertThat(day.notAfter()).isEqualTo(NOW.plus(Duration.ofHours(24)));
        assertThat(day.notBefore()).isEqualTo(NOW.minus(Duration.ofMinutes(5)));
        assertThat(sign(Duration.ofHours(1)).notAfter()).isEqualTo(NOW.plus(Duration.ofHours(1)));
        assertThat(sign(Duration.ofSeconds(1)).notAfter()).isEqualTo(NOW.plus(Duration.ofMinutes(1)));
        assertThat(authority.signed()).isEqualTo(3);
    }

    @Test
    void aLeafHasOneNameAndLeadsToTheRoot() {
        CertificateChain chain = sign(Duration.ofHours(1));
        assertThat(chain.spiffeId()).contains(ID);
        assertThat(PeerCertificates.dnsNames(chain.leaf())).isEmpty();
        assertThat(chain.leaf().getBasicConstraints()).isEqualTo(-1);
        assertThat(isGood(chain, authority.bundle())).isTrue();
    }

    @Test
    void aRootIsReplacedWithoutAnyHandshakeFailing() throws IOException {
        CertificateChain before = sign(Duration.ofHours(24));
        TrustBundle lateHost = authority.bundle();
        Fingerprint old = authority.rootFingerprint();

        List<TrustBundle> told = new ArrayList<>();
        var _ = authority.follow(told::add);
        Fingerprint next = authority.addRoot();
        assertThat(authority.bundle().roots()).hasSize(2);
        assertThat(told).containsExactly(authority.bundle());
        assertThat(authority.addRoot()).as("the step taken again").isEqualTo(next);
        assertThat(authority.bundle().roots()).hasSize(2);
        assertThat(authority.rootFingerprint()).isEqualTo(old);
        assertThat(isGood(sign(Duration.ofHours(1)), lateHost)).isTrue();
        assertThatThrownBy(() -> authority.retire(old)).hasMessageContaining("replace it first");

        authority = open(folder.resolve("ca"));
        assertThat(authority.isRotating()).as("known after a restart").isTrue();
        authority.signWithNewestRoot();
        assertThat(authority.rootFingerprint()).isEqualTo(next);
        CertificateChain after = sign(Duration.ofHours(1));
        assertThat(isGood(after, lateHost)).isFalse();
        assertThat(isGood(after, authority.bundle())).isTrue();
        assertThat(isGood(before, authority.bundle())).isTrue();

        now.set(NOW.plus(Duration.ofHours(1)));
        authority.signWithNewestRoot();
        authority = open(folder.resolve("ca"));
        now.set(before.notAfter().minusSeconds(1));
        assertThatThrownBy(() -> authority.retire(old)).hasMessageContaining("are good until " + before.notAfter());
        now.set(before.notAfter());
        authority.retire(old);
        authority.retire(old);
        authority = open(folder.resolve("ca"));
        assertThat(isGood(before, authority.bundle())).isFalse();
        assertThat(isGood(after, authority.bundle())).isTrue();
    }

    private CertificateChain sign(Duration lifetime) {
        return authority.sign(KeyPairs.generateP256().getPublic(), ID, lifetime);
    }

    private static boolean isGood(CertificateChain chain, TrustBundle bundle) {
        return new ChainVerifier(bundle, InstantSource.fixed(NOW))
                .refusal(chain.certificates(), ChainVerifier.Usage.CLIENT)
                .isEmpty();
    }
}
