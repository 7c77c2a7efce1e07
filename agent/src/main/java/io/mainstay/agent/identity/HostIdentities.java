// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.identity;

import io.mainstay.agent.identity.CertificateSource.Issued;
import io.mainstay.agent.node.Identities;
import io.mainstay.security.Credential;
import io.mainstay.security.Csr;
import io.mainstay.security.KeyPairs;
import io.mainstay.security.MalformedCredentialException;
import io.mainstay.security.RenewalSchedule;
import io.mainstay.security.SpiffeId;
import io.mainstay.security.TrustBundle;
import io.mainstay.xds.grpc.Scheduler;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the identities of a host and its workloads: gets each a certificate for a key made here, renews it at half life, tries
 * again with back-off, hands every change to the SDS server and keeps all of it on disk. What is on disk and still valid needs
 * no control plane. Thread-safe.
 */
public final class HostIdentities implements Identities {
    private static final Logger LOG = LoggerFactory.getLogger(HostIdentities.class);

    private final CertificateSource authority;
    private final Environment environment;
    private final Map<SpiffeId, Holding> holdings = new ConcurrentHashMap<>();
    private final AtomicReference<Optional<TrustBundle>> bundle = new AtomicReference<>(Optional.empty());
    private final AtomicBoolean closed = new AtomicBoolean();
    private final LongAdder renewals = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /**
     * What the holder of identities stands on.
     *
     * @param worker runs requests to the authority; they block
     */
    public record Environment(
            IdentityFolder folder,
            SecretsSink sink,
            IdentityEvents events,
            Scheduler scheduler,
            RenewalSchedule schedule,
            Executor worker) {}

    /** One identity with its pending renewal. */
    private static final class Holding {
        private final AtomicReference<Held> held;
        private final AtomicReference<Scheduler.Timer> timer = new AtomicReference<>(() -> {});
        private final AtomicBoolean released = new AtomicBoolean();

        Holding(Held held) {
            this.held = new AtomicReference<>(held);
        }
    }

    public HostIdentities(CertificateSource authority, Environment environment) {
        this.authority = authority;
        this.environment = environment;
    }

    /** Takes up the bundle kept on disk. To be called before anything is held. */
    public void start() throws IOException {
        environment.folder().bundle().ifPresent(this::trust);
    }

    /** What to trust; empty before the first certificate. */
    public Optional<TrustBundle> bundle() {
        return bundle.get();
    }

    /** Every identity with its health, by name. */
    public List<Held> held() {
        return holdings.values().stream()
                .map(holding -> holding.held.get())
                .sorted(Comparator.comparing(held -> held.identity().toString()))
                .toList();
    }

    /** The certificate in use for an identity. */
    public Optional<Credential> credential(SpiffeId identity) {
        return Optional.ofNullable(holdings.get(identity))
                .map(holding -> holding.held.get().credential());
    }

    /** The worst of all, for readiness and health. */
    public Held.Health health() {
        Instant now = environment.scheduler().now();
        return held().stream()
                .map(held -> held.health(now))
                .max(Comparator.naturalOrder())
                .orElse(Held.Health.FRESH);
    }

    /** Certificates obtained since the start. */
    public long renewals() {
        return renewals.sum();
    }

    /** Attempts that failed since the start. */
    public long failures() {
        return failures.sum();
    }

    @Override
    public void hold(String spiffeId) throws IOException, InterruptedException {
        SpiffeId identity = SpiffeId.parse(spiffeId).orElseThrow(() -> new IOException("not a SPIFFE id: " + spiffeId));
        if (holdings.containsKey(identity)) {
            return;
        }
        Optional<Held> kept = environment.folder().load(identity).filter(this::isUsable);
        hold(kept.isPresent() ? kept.get() : obtainPatiently(identity));
    }

    /** Takes up a certificate obtained elsewhere, such as by enrolment. */
    public void adopt(SpiffeId identity, Credential credential, TrustBundle roots) throws IOException {
        Held held = new Held(identity, credential, environment.scheduler().now(), 0, Optional.empty());
        keep(held, roots);
        hold(held);
    }

    @Override
    public void release(String spiffeId) {
        SpiffeId.parse(spiffeId).ifPresent(identity -> {
            Holding holding = holdings.remove(identity);
            if (holding != null) {
                holding.released.set(true);
                holding.timer.get().cancel();
                environment.sink().removed(identity);
                try {
                    environment.folder().remove(identity);
                } catch (IOException e) {
                    LOG.warn("identity file not removed identity={} reason={}", identity, e.toString());
                }
            }
        });
    }

    /** Stops renewing; what is on disk stays. */
    @Override
    public void close() {
        closed.set(true);
        holdings.values().forEach(holding -> holding.timer.get().cancel());
    }

    private boolean isUsable(Held kept) {
        return bundle.get().isPresent()
                && kept.credential().chain().isValidAt(environment.scheduler().now());
    }

    private void hold(Held held) {
        Holding holding = new Holding(held);
        Holding before = holdings.put(held.identity(), holding);
        if (before != null) {
            before.released.set(true);
            before.timer.get().cancel();
        }
        environment.sink().certificate(held.identity(), held.credential());
        environment.events().obtained(held);
        Instant due = environment.schedule().renewAt(held.obtained(), held.expires());
        arm(holding, Duration.between(environment.scheduler().now(), due));
    }

    /** Waits out an authority that is away; a refusal ends it. */
    private Held obtainPatiently(SpiffeId identity) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return obtain(identity);
            } catch (AuthorityRefusedException e) {
                failures.increment();
                throw e;
            } catch (IOException e) {
                failures.increment();
                LOG.warn("certificate not obtained, trying again identity={} reason={}", identity, e.getMessage());
                Thread.sleep(environment.schedule().retryAfter(attempt));
            }
        }
    }

    private Held obtain(SpiffeId identity) throws IOException {
        KeyPair key = KeyPairs.generateP256();
        Issued issued = authority.create(Csr.create(key, identity));
        if (issued.chain().spiffeId().filter(identity::equals).isEmpty()) {
            throw new IOException("the authority answered with a certificate for " + issued.chain());
        }
        Credential credential;
        try {
            credential = new Credential(issued.chain(), key.getPrivate());
        } catch (MalformedCredentialException e) {
            throw new IOException("the authority answered with a certificate for another key", e);
        }
        Held held = new Held(identity, credential, environment.scheduler().now(), 0, Optional.empty());
        keep(held, issued.bundle());
        renewals.increment();
        LOG.info(
                "certificate obtained identity={} serial={} until={}",
                identity,
                issued.chain().serial(),
                held.expires());
        return held;
    }

    private void keep(Held held, TrustBundle roots) throws IOException {
        environment.folder().save(held);
        learn(roots);
    }

    /** Trusts these roots from now on, and no others. Saved before anybody is told. */
    public synchronized void learn(TrustBundle roots) throws IOException {
        if (!bundle.get().equals(Optional.of(roots))) {
            environment.folder().save(roots);
            trust(roots);
            environment.events().trusted(roots);
        }
    }

    private void trust(TrustBundle roots) {
        bundle.set(Optional.of(roots));
        environment.sink().bundle(roots);
    }

    private void arm(Holding holding, Duration wait) {
        Duration soon = wait.isNegative() ? Duration.ZERO : wait;
        holding.timer.set(environment
                .scheduler()
                .after(soon, () -> environment.worker().execute(() -> renew(holding))));
    }

    private void renew(Holding holding) {
        if (holding.released.get() || closed.get()) {
            return;
        }
        Held before = holding.held.get();
        try {
            Held renewed = obtain(before.identity());
            if (!holding.released.get()) {
                holding.held.set(renewed);
                environment.sink().certificate(renewed.identity(), renewed.credential());
                environment.events().obtained(renewed);
                Instant due = environment.schedule().renewAt(renewed.obtained(), renewed.expires());
                arm(holding, Duration.between(environment.scheduler().now(), due));
            }
        } catch (IOException e) {
            failures.increment();
            Held failed = before.failed(String.valueOf(e.getMessage()));
            holding.held.set(failed);
            Held.Health health = failed.health(environment.scheduler().now());
            LOG.warn(
                    "certificate not renewed identity={} health={} expires={} attempts={} reason={}",
                    failed.identity(),
                    health,
                    failed.expires(),
                    failed.failures(),
                    e.getMessage());
            environment.events().failed(failed);
            arm(holding, environment.schedule().retryAfter(failed.failures()));
        }
    }
}
