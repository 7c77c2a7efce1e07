// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mainstay.agent.identity.Held.Health;
import io.mainstay.security.Credential;
import io.mainstay.security.RenewalSchedule;
import io.mainstay.security.SpiffeId;
import io.mainstay.security.TrustBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostIdentitiesTest {
    private static final SpiffeId REVIEWS = SpiffeId.workload("td", "shop", "reviews");

    @TempDir
    Path folder;

    private final ManualScheduler time = new ManualScheduler();
    private final FakeAuthority authority = new FakeAuthority(time::now);
    private final Sink sink = new Sink();
    private final List<String> events = new ArrayList<>();
    private HostIdentities identities;

    @BeforeEach
    void start() throws IOException {
        identities = host();
    }

    private HostIdentities host() throws IOException {
        IdentityEvents recording = new IdentityEvents() {
            @Override
            public void obtained(Held held) {
                events.add("obtained");
            }

            @Override
            public void failed(Held held) {
                events.add(held.health(time.now()).toString());
            }
        };
        HostIdentities made = new HostIdentities(
                authority,
                new HostIdentities.Environment(
                        new IdentityFolder(folder.resolve("identity")),
                        sink,
                        recording,
                        time,
                        new RenewalSchedule(new Random(3)),
                        Runnable::run));
        made.start();
        return made;
    }

    @Test
    void aCertificateIsObtainedServedAndKeptForItsOwnerOnly() throws Exception {
        identities.hold(REVIEWS.toString());
        assertThat(sink.certificates).containsOnlyKeys(REVIEWS);
        assertThat(sink.bundles).containsExactly(authority.bundle());
        assertThat(identities.health()).isEqualTo(Health.FRESH);
        try (var files = Files.list(folder.resolve("identity"))) {
            assertThat(files)
                    .hasSize(2)
                    .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                            .isEqualTo(PosixFilePermissions.fromString("rw-------")));
        }
    }

    @Test
    void itIsRenewedAtHalfItsLifeWithAnotherKey() throws Exception {
        identities.hold(REVIEWS.toString());
        Credential first = sink.of(REVIEWS);
        time.pass(Duration.ofHours(10));
        assertThat(sink.of(REVIEWS)).isSameAs(first);
        time.pass(Duration.ofHours(4));
        Credential second = sink.of(REVIEWS);
        assertThat(second.chain().serial()).isNotEqualTo(first.chain().serial());
        assertThat(second.privateKey()).isNotEqualTo(first.privateKey());
        time.pass(Duration.ofDays(10));
        assertThat(identities.health()).isEqualTo(Health.FRESH);
        assertThat(identities.renewals()).isBetween(18L, 24L);
    }

    @Test
    void renewalThatKeepsFailingIsSaidFromHalfLifeOnAndNeverGivenUp() throws Exception {
        identities.hold(REVIEWS.toString());
        authority.goAway(new IOException("UNAVAILABLE"));
        time.pass(Duration.ofHours(14));
        assertThat(identities.health()).isEqualTo(Health.RENEWAL_FAILING);
        assertThat(events).contains("RENEWAL_FAILING").doesNotContain("EXPIRED");
        assertThat(identities.held().getFirst().lastError()).contains("UNAVAILABLE");
        time.pass(Duration.ofHours(11));
        assertThat(identities.health()).isEqualTo(Health.EXPIRED);
        assertThat(events).contains("EXPIRED");

        authority.comeBack();
        time.pass(Duration.ofMinutes(5));
        assertThat(identities.health()).isEqualTo(Health.FRESH);
        assertThat(time.pending()).isEqualTo(1);
    }

    @Test
    void aRestartWithoutTheControlPlaneFindsEverythingOnDisk() throws Exception {
        identities.hold(REVIEWS.toString());
        Credential before = sink.of(REVIEWS);
        identities.close();
        sink.certificates.clear();
        sink.bundles.clear();
        authority.goAway(new IOException("UNAVAILABLE"));
        time.pass(Duration.ofHours(6));

        HostIdentities restarted = host();
        restarted.hold(REVIEWS.toString());
        assertThat(sink.of(REVIEWS)).isEqualTo(before);
        assertThat(sink.bundles).containsExactly(authority.bundle());
        assertThat(restarted.held().getFirst().obtained()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
    }

    @Test
    void aDamagedFileIsReplaced() throws Exception {
        identities.hold(REVIEWS.toString());
        identities.close();
        Path file;
        try (var files = Files.list(folder.resolve("identity"))) {
            file = files.filter(f -> f.toString().contains("reviews"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(file, "torn");
        HostIdentities restarted = host();
        restarted.hold(REVIEWS.toString());
        assertThat(restarted.credential(REVIEWS)).isPresent();
        assertThat(restarted.renewals()).isEqualTo(1);
    }

    @Test
    void aNewRootIsServedWithTheNextCertificate() throws Exception {
        identities.hold(REVIEWS.toString());
        authority.rotate();
        time.pass(Duration.ofHours(14));
        assertThat(sink.bundles).hasSize(2);
        assertThat(sink.bundles.getLast().roots()).hasSize(2);
        assertThat(identities.bundle()).contains(authority.bundle());
    }

    @Test
    void aRefusalIsNotWaitedOut() {
        authority.goAway(new AuthorityRefusedException("no workload of it is enrolled", new IOException()));
        assertThatThrownBy(() -> identities.hold(REVIEWS.toString())).isInstanceOf(AuthorityRefusedException.class);
    }

    @Test
    void aReleasedIdentityIsForgotten() throws Exception {
        identities.hold(REVIEWS.toString());
        identities.release(REVIEWS.toString());
        assertThat(sink.certificates).isEmpty();
        assertThat(time.pending()).isZero();
        assertThat(identities.held()).isEmpty();
        try (var files = Files.list(folder.resolve("identity"))) {
            assertThat(files).hasSize(1);
        }
    }

    private static final class Sink implements SecretsSink {
        private final Map<SpiffeId, Credential> certificates = new LinkedHashMap<>();
        private final List<TrustBundle> bundles = new ArrayList<>();

        Credential of(SpiffeId identity) {
            return Objects.requireNonNull(certificates.get(identity));
        }

        @Override
        public void certificate(SpiffeId identity, Credential credential) {
            certificates.put(identity, credential);
        }

        @Override
        public void removed(SpiffeId identity) {
            certificates.remove(identity);
        }

        @Override
        public void bundle(TrustBundle bundle) {
            bundles.add(bundle);
        }
    }
}
