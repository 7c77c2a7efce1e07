// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.engine.route.RouteTable;
import io.mainstay.engine.tls.SdsReference;
import io.mainstay.engine.tls.SecretConfig;
import io.mainstay.model.ConfigProblem;
import io.mainstay.model.Parsed;
import io.mainstay.proxy.cluster.ClusterChange;
import io.mainstay.proxy.cluster.ClusterDirectory;
import io.mainstay.proxy.config.ProxySnapshot;
import io.mainstay.proxy.config.SnapshotHolder;
import io.mainstay.proxy.listener.Listeners;
import io.mainstay.proxy.tls.ResolvedSecret;
import io.mainstay.proxy.tls.SecretStore;
import io.mainstay.proxy.xds.ConfigTarget;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What discovery changes in a running proxy. Config thread. */
final class ProxyTarget implements ConfigTarget {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProxyTarget.class);

    private final Executor configThread;
    private final ClusterDirectory clusters;
    private final SnapshotHolder<ProxySnapshot> snapshots;
    private final Listeners listeners;
    private final SecretStore secrets;
    private final Set<String> leaving = new HashSet<>();
    private CompletableFuture<Void> frozen = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> listenerChanges = CompletableFuture.completedFuture(null);

    ProxyTarget(
            Executor configThread,
            ClusterDirectory clusters,
            SnapshotHolder<ProxySnapshot> snapshots,
            Listeners listeners,
            SecretStore secrets) {
        this.configThread = configThread;
        this.clusters = clusters;
        this.snapshots = snapshots;
        this.listeners = listeners;
        this.secrets = secrets;
    }

    @Override
    public List<ConfigProblem> problems(ListenerConfig listener) {
        return listeners.problems(listener);
    }

    @Override
    public List<ConfigProblem> reserve(ListenerConfig listener) {
        return listeners.reserve(listener, leaving);
    }

    @Override
    public List<ConfigProblem> problems(SecretConfig secret) {
        return ResolvedSecret.resolve(secret).problems();
    }

    @Override
    public void clusters(ClusterChange change) {
        clusters.apply(change);
        if (!change.put().isEmpty() || !change.removed().isEmpty()) {
            ProxySnapshot now = snapshots.current();
            snapshots.publish(new ProxySnapshot(now.version(), now.routeTables(), clusters.clusters()));
        }
    }

    @Override
    public void routes(String version, Map<String, RouteTable> tables) {
        snapshots.publish(new ProxySnapshot(version, tables, clusters.clusters()));
    }

    @Override
    public void listener(ListenerConfig listener) {
        afterOthers("cannot start listener " + listener.name(), () -> listeners.put(listener));
    }

    @Override
    public void listenerGone(String name) {
        leaving.add(name);
        afterOthers("cannot stop listener " + name, () -> {
            leaving.remove(name);
            return listeners.remove(name);
        });
    }

    @Override
    public void secret(SdsReference reference, SecretConfig secret) {
        if (ResolvedSecret.resolve(secret) instanceof Parsed.Accepted<ResolvedSecret> good) {
            secrets.put(reference, good.value());
        }
    }

    @Override
    public void secretGone(SdsReference reference) {
        secrets.remove(reference);
    }

    /** Completes when every listener that was to change until now has. */
    CompletableFuture<Void> listenersChanged() {
        return listenerChanges;
    }

    /** Waits for changes that have begun and holds back others until {@link #thaw}. */
    CompletableFuture<Void> freeze() {
        CompletableFuture<Void> quiet = new CompletableFuture<>();
        CompletableFuture<Void> release = new CompletableFuture<>();
        frozen = release;
        afterOthers("cannot hold back changes", () -> {
            quiet.complete(null);
            return release;
        });
        return quiet;
    }

    /** Lets changes through again. */
    void thaw() {
        frozen.complete(null);
    }

    /** Listeners change one after the other: a port that one gives up may be the next one's. */
    private void afterOthers(String failure, Supplier<CompletionStage<Void>> change) {
        listenerChanges = listenerChanges
                .thenComposeAsync(_ -> change.get(), configThread)
                .exceptionally(error -> {
                    if (error instanceof RejectedExecutionException
                            || error.getCause() instanceof RejectedExecutionException) {
                        return null; // the proxy has stopped
                    }
                    LOGGER.error("{} error={}", failure, String.valueOf(error.getMessage()));
                    return null;
                });
    }
}
