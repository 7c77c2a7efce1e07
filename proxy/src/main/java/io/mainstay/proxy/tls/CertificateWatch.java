// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.mainstay.security.RenewalSchedule;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how long the certificates in use still last, so that a renewal that fails is noticed from half their life on and not when
 * it is too late. Of those that come by SDS a renewal is expected; the others only expire. {@link #check} is on one thread.
 */
public final class CertificateWatch {
    private static final Logger LOGGER = LoggerFactory.getLogger(CertificateWatch.class);

    private final InstantSource clock;
    private final Map<X509Certificate, Instant> obtained = new HashMap<>();
    private final Set<X509Certificate> warned = new HashSet<>();
    private volatile Map<String, Watched> watched = Map.of();

    /** With the wall clock. */
    public CertificateWatch(InstantSource clock) {
        this.clock = clock;
    }

    /** @param renewBy from when on it is late; empty when nobody renews it */
    private record Watched(Instant notAfter, Optional<Instant> renewBy) {}

    /**
     * How a certificate stands.
     *
     * @param secret  its name, or the certificate's subject when it has none
     * @param left    until it expires; negative when it has
     * @param overdue a renewal should have come
     */
    public record Expiry(String secret, Duration left, boolean overdue) {}

    /** Looks at what is in use; says once of each certificate that its renewal is late. */
    public void check(List<CertificatesInUse> inUse) {
        Instant now = clock.instant();
        Map<String, Watched> seen = new TreeMap<>();
        Set<X509Certificate> current = new HashSet<>();
        for (CertificatesInUse use : inUse) {
            if (!use.chain().isEmpty()) {
                X509Certificate leaf = use.chain().getFirst();
                current.add(leaf);
                boolean renewed = !use.secrets().isEmpty();
                String name = renewed
                        ? use.secrets().getFirst()
                        : leaf.getSubjectX500Principal().getName();
                Instant until = leaf.getNotAfter().toInstant();
                Optional<Instant> renewBy = renewed
                        ? Optional.of(RenewalSchedule.warnAt(obtained.computeIfAbsent(leaf, _ -> now), until))
                        : Optional.empty();
                seen.merge(name, new Watched(until, renewBy), CertificateWatch::sooner);
                if (renewBy.filter(late -> !late.isAfter(now)).isPresent() && warned.add(leaf)) {
                    LOGGER.warn("certificate is not renewed secret={} expires={}", name, until);
                }
            }
        }
        obtained.keySet().retainAll(current);
        warned.retainAll(current);
        watched = Map.copyOf(seen);
    }

    private static Watched sooner(Watched one, Watched other) {
        return one.notAfter().isBefore(other.notAfter()) ? one : other;
    }

    /** As of now, by name. Any thread. */
    public List<Expiry> expiries() {
        Instant now = clock.instant();
        return new TreeMap<>(watched)
                .entrySet().stream()
                        .map(entry -> new Expiry(
                                entry.getKey(),
                                Duration.between(now, entry.getValue().notAfter()),
                                entry.getValue()
                                        .renewBy()
                                        .filter(late -> !late.isAfter(now))
                                        .isPresent()))
                        .toList();
    }
}
