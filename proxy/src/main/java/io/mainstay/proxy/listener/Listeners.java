// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.listener;

import io.mainstay.engine.core.Address;
import io.mainstay.engine.core.TrafficDirection;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.model.ConfigProblem;
import io.mainstay.model.Parsed;
import io.mainstay.proxy.filter.NetworkFilters;
import io.mainstay.proxy.filter.TransportSockets;
import io.mainstay.proxy.handover.Holding;
import io.mainstay.proxy.handover.Inheritance;
import io.mainstay.proxy.runtime.LoopGroup;
import io.mainstay.proxy.runtime.Worker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The proxy's listeners. A changed one keeps its sockets where its address stays, so that no connection is refused, and what was accepted under the old version
 * drains; an unchanged one is not touched. Config thread only.
 */
public final class Listeners {
    private final LoopGroup group;
    private final List<Worker> workers;
    private final NetworkFilters filters;
    private final TransportSockets sockets;
    private final Executor configThread;
    private final AtomicLong connectionIds = new AtomicLong();
    private final Map<String, ActiveListener> active = new LinkedHashMap<>();
    private final List<ActiveListener> leaving = new ArrayList<>();
    private volatile List<Status> statuses = List.of();
    private Inheritance inheritance = Inheritance.none();
    private boolean accepts = true;
    private boolean released;

    /**
     * A listener as admin shows it.
     *
     * @param config what is active
     * @param addresses bound, ports resolved
     */
    public record Status(ListenerConfig config, List<Address> addresses) {
        public Status {
            addresses = List.copyOf(addresses);
        }
    }

    /** No listeners yet. */
    public Listeners(
            LoopGroup group,
            List<Worker> workers,
            NetworkFilters filters,
            TransportSockets sockets,
            Executor configThread) {
        this.group = group;
        this.workers = List.copyOf(workers);
        this.filters = filters;
        this.sockets = sockets;
        this.configThread = configThread;
    }

    /** Listeners to come take these sockets where they want to listen at the same addresses, and none accepts before {@link #accept}. */
    public void inherit(Inheritance received) {
        inheritance = received;
        accepts = false;
    }

    /** Begins to accept. Completes on the config thread. */
    public CompletableFuture<Void> accept() {
        accepts = true;
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (ActiveListener listener : active.values()) {
            all = all.thenCompose(_ -> listener.sockets().accept());
        }
        return all.thenRunAsync(this::publish, configThread);
    }

    /** Every socket, for another process. */
    public List<Holding> holdings() {
        return active.values().stream()
                .flatMap(listener -> listener.sockets().holdings().stream())
                .toList();
    }

    /** Leaves the sockets to another process that has them too, for good. Completes when no loop accepts. */
    public CompletableFuture<Void> release() {
        released = true;
        return CompletableFuture.allOf(active.values().stream()
                .map(listener -> listener.sockets().release())
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Everything that is wrong with a listener beyond what its parser saw. */
    public List<ConfigProblem> problems(ListenerConfig config) {
        return ListenerPlan.of(config, filters, sockets).problems();
    }

    /**
     * Starts a listener or replaces the one of its name. Completes on the config thread; exceptionally when it cannot be bound, and then what was there before goes on.
     *
     * @throws IllegalArgumentException if the listener has {@link #problems}
     */
    public CompletableFuture<Void> put(ListenerConfig config) {
        ActiveListener before = active.get(config.name());
        if (released || (before != null && before.config().equals(config))) {
            return CompletableFuture.completedFuture(null);
        }
        Parsed<ListenerPlan> parsed = ListenerPlan.of(config, filters, sockets);
        if (!(parsed instanceof Parsed.Accepted<ListenerPlan> accepted)) {
            throw new IllegalArgumentException(parsed.problems().toString());
        }
        if (before != null && sameSockets(before.config(), config)) {
            return before.install(accepted.value()).thenRunAsync(this::publish, configThread);
        }
        ActiveListener next = new ActiveListener(group, workers, connectionIds, accepted.value(), configThread);
        active.put(config.name(), next);
        return next.install(accepted.value())
                .thenCompose(_ ->
                        config.bindToPort() ? next.bind(inheritance, accepts) : CompletableFuture.completedFuture(null))
                .handleAsync(
                        (_, failure) -> {
                            settle(config, before, next, failure);
                            return null;
                        },
                        configThread);
    }

    private void settle(
            ListenerConfig config,
            @org.jspecify.annotations.Nullable ActiveListener before,
            ActiveListener next,
            @org.jspecify.annotations.Nullable Throwable failure) {
        if (failure != null) {
            next.closeSockets();
            next.closeConnections();
            if (before != null) {
                active.put(config.name(), before);
            } else {
                active.remove(config.name());
            }
            Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                    ? wrapped.getCause()
                    : failure;
            throw new CompletionException(new IOException(
                    "listener " + config.name() + ": cannot listen on " + config.address() + ": " + cause.getMessage(),
                    cause));
        }
        if (before != null) {
            before.closeSockets();
            before.drain();
            leaving.add(before);
        }
        if (released) {
            next.closeSockets();
        }
        publish();
    }

    private static boolean sameSockets(ListenerConfig one, ListenerConfig other) {
        return one.address().equals(other.address())
                && one.additionalAddresses().equals(other.additionalAddresses())
                && one.bindToPort() == other.bindToPort()
                && one.reusePort() == other.reusePort()
                && one.tcpBacklogSize() == other.tcpBacklogSize()
                && one.perConnectionBufferLimitBytes() == other.perConnectionBufferLimitBytes();
    }

    /** Stops a listener; open connections drain. */
    public void remove(String name) {
        ActiveListener listener = active.remove(name);
        if (listener != null) {
            listener.closeSockets();
            listener.drain();
            leaving.add(listener);
            publish();
        }
    }

    /** Stops accepting on all listeners, or on inbound ones; open connections drain. */
    public void drain(boolean inboundOnly) {
        for (ActiveListener listener : active.values()) {
            if (!inboundOnly || listener.config().trafficDirection() == TrafficDirection.INBOUND) {
                listener.closeSockets();
                listener.drain();
            }
        }
        publish();
    }

    /** Connections open now, draining ones included. */
    public CompletableFuture<Integer> connections() {
        CompletableFuture<Integer> sum = CompletableFuture.completedFuture(0);
        List<ActiveListener> all = new ArrayList<>(active.values());
        all.addAll(leaving);
        for (ActiveListener listener : all) {
            sum = sum.thenCombine(listener.connections(), Integer::sum);
        }
        return sum;
    }

    /** Ends open connections. */
    public void closeConnections() {
        active.values().forEach(ActiveListener::closeConnections);
        leaving.forEach(ActiveListener::closeConnections);
    }

    private void publish() {
        statuses = active.values().stream()
                .map(listener -> new Status(listener.config(), listener.addresses()))
                .toList();
    }

    /** Active listeners in order. Any thread. */
    public List<Status> statuses() {
        return statuses;
    }
}
