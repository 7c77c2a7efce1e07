// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.ca;

import io.mainstay.security.CertificateChain;
import io.mainstay.security.CertificateIssuer;
import io.mainstay.security.CertificateProfile;
import io.mainstay.security.CertificateProfile.Names;
import io.mainstay.security.Credential;
import io.mainstay.security.Fingerprint;
import io.mainstay.security.KeyPairs;
import io.mainstay.security.SpiffeId;
import io.mainstay.security.TrustBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs for one trust domain and knows which roots are to be trusted. A root is replaced in three steps, so that no handshake
 * ever fails: {@link #addRoot()} lets every host learn the new one, {@link #signWithNewestRoot()} begins to use it, and
 * {@link #retire} drops the old once its last certificate has expired. Thread-safe.
 */
public final class CertificateAuthority {
    /** How long a leaf lives unless its holder asks for less. */
    public static final Duration LIFETIME = Duration.ofHours(24);

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration ROOT_LIFETIME = Duration.ofDays(3650);

    /** Certificates begin in the past by this, because hosts' clocks differ. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthority.class);

    private final String trustDomain;
    private final AuthorityFiles files;
    private final InstantSource clock;
    private final SecureRandom random;
    private final AtomicReference<AuthorityState> state;
    private final LongAdder signed = new LongAdder();
    private final CopyOnWriteArrayList<Consumer<TrustBundle>> followers = new CopyOnWriteArrayList<>();

    private CertificateAuthority(
            String trustDomain, AuthorityFiles files, InstantSource clock, SecureRandom random, AuthorityState state) {
        this.trustDomain = trustDomain;
        this.files = files;
        this.clock = clock;
        this.random = random;
        this.state = new AtomicReference<>(state);
    }

    /**
     * The authority kept in a folder; on first use it makes itself a root there. To bring one's own root or intermediate, put
     * {@code signing.pem} (key, then chain, leaf first) and {@code roots.pem} there before.
     *
     * @param folder made when absent; only its owner may read it
     */
    public static CertificateAuthority open(String trustDomain, Path folder, InstantSource clock, SecureRandom random)
            throws IOException {
        AuthorityFiles files = new AuthorityFiles(folder);
        AuthorityState state = files.load().orElse(null);
        if (state == null) {
            Credential root = newRoot(trustDomain, clock, random);
            state = new AuthorityState(root, root, new TrustBundle(root.chain().certificates()), Instant.EPOCH);
            files.save(state);
        }
        return new CertificateAuthority(trustDomain, files, clock, random, state);
    }

    public String trustDomain() {
        return trustDomain;
    }

    /** What every host is to trust, now. */
    public TrustBundle bundle() {
        return state.get().bundle();
    }

    /** Called after every change of the roots, on the thread that made it. */
    public AutoCloseable follow(Consumer<TrustBundle> follower) {
        followers.add(follower);
        return () -> followers.remove(follower);
    }

    /** The public key a new host pins: that of the root which signs now. */
    public Fingerprint rootFingerprint() {
        AuthorityState now = state.get();
        return Fingerprint.of(now.bundle().roots().stream()
                .filter(root -> now.signing().chain().certificates().contains(root)
                        || root.getSubjectX500Principal()
                                .equals(now.signing()
                                        .chain()
                                        .certificates()
                                        .getLast()
                                        .getIssuerX500Principal()))
                .findFirst()
                .orElse(now.bundle().roots().getFirst()));
    }

    /** Certificates signed since the process began. */
    public long signed() {
        return signed.sum();
    }

    /**
     * A leaf for one identity and nothing else.
     *
     * @param lifetime what the holder would like; never longer than {@link #LIFETIME} or than the authority itself
     */
    public CertificateChain sign(PublicKey key, SpiffeId identity, Duration lifetime) {
        return sign(key, Names.of(identity), lifetime);
    }

    /** As above, with names under which servers outside the mesh's ways are known. */
    CertificateChain sign(PublicKey key, Names names, Duration lifetime) {
        Credential signing = state.get().signing();
        Instant now = clock.instant();
        Duration bounded = lifetime.compareTo(LIFETIME) > 0 ? LIFETIME : lifetime;
        Instant end = now.plus(bounded.compareTo(SHORTEST) < 0 ? SHORTEST : bounded);
        Instant authorityEnd = signing.chain().notAfter();
        CertificateProfile profile = new CertificateProfile(
                key, "", names, now.minus(SKEW), end.isAfter(authorityEnd) ? authorityEnd : end, false);
        CertificateChain chain = new CertificateIssuer(signing, random).issue(profile);
        signed.increment();
        return chain;
    }

    /** Whether a root was added that does not sign yet. */
    public boolean isRotating() {
        AuthorityState now = state.get();
        return !now.newest().equals(now.signing());
    }

    /** Makes a further root and begins to distribute it; signing goes on with the old one. While one waits to sign, that one. */
    public Fingerprint addRoot() throws IOException {
        AuthorityState before = state.get();
        if (isRotating()) {
            return Fingerprint.of(before.newest().chain().leaf());
        }
        Credential next = newRoot(trustDomain, clock, random);
        change(
                before,
                new AuthorityState(
                        before.signing(), next, before.bundle().and(next.chain().certificates()), before.switched()));
        return Fingerprint.of(next.chain().leaf());
    }

    /** To be called when every host has the new root: hosts that are connected have it at once. Does nothing when it signs already. */
    public void signWithNewestRoot() throws IOException {
        AuthorityState before = state.get();
        if (isRotating()) {
            change(before, new AuthorityState(before.newest(), before.newest(), before.bundle(), clock.instant()));
        }
    }

    /**
     * Stops trusting a root; nothing happens when it is not trusted.
     *
     * @throws IllegalArgumentException when it signs, or certificates it signed may be in use still
     */
    public void retire(Fingerprint root) throws IOException {
        AuthorityState before = state.get();
        if (before.bundle().roots().stream().map(Fingerprint::of).noneMatch(root::equals)) {
            return;
        }
        if (root.equals(rootFingerprint())) {
            throw new IllegalArgumentException("root " + root + " signs certificates now; replace it first");
        }
        boolean unused = !before.newest().equals(before.signing())
                && Fingerprint.of(before.newest().chain().leaf()).equals(root);
        Instant lastExpires = before.switched().plus(LIFETIME);
        if (!unused && clock.instant().isBefore(lastExpires)) {
            throw new IllegalArgumentException(
                    "certificates that root " + root + " signed are good until " + lastExpires + "; retire it then");
        }
        TrustBundle rest = new TrustBundle(before.bundle().roots().stream()
                .filter(certificate -> !Fingerprint.of(certificate).equals(root))
                .toList());
        Credential newest =
                Fingerprint.of(before.newest().chain().leaf()).equals(root) ? before.signing() : before.newest();
        change(before, new AuthorityState(before.signing(), newest, rest, before.switched()));
    }

    private void change(AuthorityState before, AuthorityState after) throws IOException {
        files.save(after);
        if (!state.compareAndSet(before, after)) {
            throw new IllegalStateException("two changes of the authority's roots at once");
        }
        LOG.info(
                "roots changed trusted={} signing={} rotating={}",
                after.bundle().roots().size(),
                rootFingerprint(),
                isRotating());
        followers.forEach(follower -> follower.accept(after.bundle()));
    }

    private static Credential newRoot(String trustDomain, InstantSource clock, SecureRandom random) {
        KeyPair key = KeyPairs.generateP256();
        byte[] tag = new byte[4];
        random.nextBytes(tag);
        // Each root has a name of its own: verifiers find issuers by name.
        String subject =
                "O=" + trustDomain + ",CN=Mainstay root " + HexFormat.of().formatHex(tag);
        Instant begin = clock.instant().minus(SKEW);
        return CertificateIssuer.selfSigned(
                key,
                new CertificateProfile(key.getPublic(), subject, Names.none(), begin, begin.plus(ROOT_LIFETIME), true),
                random);
    }
}
