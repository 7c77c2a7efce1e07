// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.security.CertificateProfile.Names;
import io.mainstay.security.Credential;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateWatchTest {
    private static final Duration LIFE = Duration.ofHours(24);

    private final Instant start = Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    private final TestPki pki = new TestPki();
    private Instant now = start;
    private final CertificateWatch watch = new CertificateWatch(() -> now);

    @Test
    void aRenewalThatDoesNotComeIsOverdueFromHalfTheLifeOn() {
        Credential first = issue();
        watch.check(List.of(bySds(first)));
        assertThat(watch.expiries()).containsExactly(new CertificateWatch.Expiry("spiffe://a/ns/b/sa/c", LIFE, false));

        now = start.plus(Duration.ofHours(12));
        watch.check(List.of(bySds(first)));
        assertThat(watch.expiries())
                .extracting(CertificateWatch.Expiry::overdue)
                .containsExactly(false);

        now = start.plus(Duration.ofHours(14));
        watch.check(List.of(bySds(first)));
        assertThat(watch.expiries())
                .containsExactly(new CertificateWatch.Expiry("spiffe://a/ns/b/sa/c", Duration.ofHours(10), true));

        watch.check(List.of(bySds(issue())));
        assertThat(watch.expiries()).containsExactly(new CertificateWatch.Expiry("spiffe://a/ns/b/sa/c", LIFE, false));
    }

    @Test
    void whatStandsInTheConfigurationExpiresButIsNeverOverdue() {
        CertificatesInUse inline =
                new CertificatesInUse(List.of(), issue().chain().certificates(), List.of());
        now = start.plus(Duration.ofHours(23));

        watch.check(List.of(inline));

        assertThat(watch.expiries()).singleElement().satisfies(one -> {
            assertThat(one.left()).isEqualTo(Duration.ofHours(1));
            assertThat(one.overdue()).isFalse();
        });
    }

    @Test
    void whatIsNoLongerUsedIsForgotten() {
        watch.check(List.of(bySds(issue())));

        watch.check(List.of());

        assertThat(watch.expiries()).isEmpty();
    }

    private Credential issue() {
        return pki.issue(new Names(List.of("spiffe://a/ns/b/sa/c"), List.of(), List.of()), now, now.plus(LIFE));
    }

    private static CertificatesInUse bySds(Credential credential) {
        return new CertificatesInUse(
                List.of("spiffe://a/ns/b/sa/c", "ROOTCA"), credential.chain().certificates(), List.of());
    }
}
