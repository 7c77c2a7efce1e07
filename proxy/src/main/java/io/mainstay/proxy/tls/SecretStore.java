// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.mainstay.engine.tls.SdsReference;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The secrets that have arrived, by reference. The config thread writes; loops read and may ask for more. A caller's
 * certificate is kept under the reference whose name is the caller's SPIFFE id.
 */
public final class SecretStore {
    private final Map<SdsReference, ResolvedSecret> secrets = new ConcurrentHashMap<>();
    private final List<WeakReference<Follower>> followers = new CopyOnWriteArrayList<>();
    private final Consumer<SdsReference> wanted;

    /**
     * Empty.
     *
     * @param wanted told, on any thread and possibly often, of a secret that is needed and not here
     */
    public SecretStore(Consumer<SdsReference> wanted) {
        this.wanted = wanted;
    }

    /** What depends on secrets. Held weakly: it is forgotten with the listener or cluster it belongs to. */
    interface Follower {
        /** A secret changed, perhaps not one of this follower's. Config thread. */
        void changed(SdsReference reference);

        /** What it shows and trusts now; empty while it is not ready. Any thread. */
        Optional<CertificatesInUse> inUse();
    }

    /** Adds or replaces a secret; contexts made from it are made again before this returns. Config thread. */
    public void put(SdsReference reference, ResolvedSecret secret) {
        ResolvedSecret before = secrets.put(reference, secret);
        if (!secret.equals(before)) {
            tell(reference);
        }
    }

    /** Forgets a secret; contexts made from it stay as they are. Config thread. */
    public void remove(SdsReference reference) {
        secrets.remove(reference);
    }

    /** Any thread. Empty also asks for it. */
    public Optional<ResolvedSecret> find(SdsReference reference) {
        Optional<ResolvedSecret> found = Optional.ofNullable(secrets.get(reference));
        if (found.isEmpty()) {
            wanted.accept(reference);
        }
        return found;
    }

    /** Names of everything here, for readiness and admin. Any thread. */
    public Map<SdsReference, ResolvedSecret> all() {
        return Map.copyOf(secrets);
    }

    /** What all TLS contexts show and trust, each once. Any thread. */
    public List<CertificatesInUse> inUse() {
        return followers.stream()
                .map(WeakReference::get)
                .flatMap(follower -> follower == null ? Stream.empty() : follower.inUse().stream())
                .distinct()
                .toList();
    }

    void follow(Follower follower) {
        followers.add(new WeakReference<>(follower));
    }

    private void tell(SdsReference reference) {
        followers.removeIf(follower -> follower.get() == null);
        for (WeakReference<Follower> reached : followers) {
            Follower follower = reached.get();
            if (follower != null) {
                follower.changed(reference);
            }
        }
    }
}
