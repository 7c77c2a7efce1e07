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
import io.mainstay.proxy.handover.SocketName;
import io.mainstay.proxy.runtime.LoopGroup;
import io.mainstay.proxy.runtime.Worker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private final PipeFiles pipes;
    private final AtomicLong connectionIds = new AtomicLong();
    private final Map<String, ActiveListener> active = new LinkedHashMap<>();
    private final List<ActiveListener> leaving = new ArrayList<>();
    private volatile List<Status> statuses = List.of();
    private Inheritance inheritance = Inheritance.none();
    private final Map<String, Reservation> reserved = new LinkedHashMap<>();
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
        this(group, workers, filters, sockets, configThread, PipeFiles.NONE);
    }

    /** No listeners yet; some may be at Unix sockets. */
    public Listeners(
            LoopGroup group,
            List<Worker> workers,
            NetworkFilters filters,
            TransportSockets sockets,
            Executor configThread,
            PipeFiles pipes) {
        this.pipes = pipes;
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
        Reservation own = reservation(config);
        reserved.remove(config.name());
        return next.install(accepted.value())
                .thenCompose(_ -> config.bindToPort()
                        ? next.bind(inheritance, own, accepts)
                        : CompletableFuture.completedFuture(null))
                .handleAsync(
                        (_, failure) -> {
                            own.close();
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
            var _ = next.closeSockets();
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
            var _ = before.closeSockets();
            before.drain();
            leaving.add(before);
        }
        if (released) {
            var _ = next.closeSockets();
        }
        publish();
    }

    private static boolean sameSockets(ListenerConfig one, ListenerConfig other) {
        return one.address().equals(other.address())
                && one.additionalAddresses().equals(other.additionalAddresses())
                && one.bindToPort() == other.bindToPort();
    }

    /**
     * Binds the addresses of a listener that is to be put when it is warm, and keeps them for it until then, until it is removed, or until another version is
     * reserved for.
     *
     * @param leaving names of listeners that are about to be removed
     * @return why it cannot be; nothing is kept then
     */
    public List<ConfigProblem> reserve(ListenerConfig config, Set<String> leaving) {
        reservation(config).close();
        reserved.remove(config.name());
        ActiveListener before = active.get(config.name());
        if (before != null && before.config().reusePort() != config.reusePort()) {
            return List.of(new ConfigProblem(
                    ConfigProblem.Code.CONFLICT,
                    "enable_reuse_port",
                    "cannot be changed while the listener is in use"));
        }
        if (released || !config.bindToPort() || (before != null && sameSockets(before.config(), config))) {
            return List.of();
        }
        List<ConfigProblem> problems = new ArrayList<>();
        Reservation made = new Reservation(pipes);
        List<Address> addresses = ListenSockets.addresses(config);
        for (int i = 0; i < addresses.size(); i++) {
            String path = i == 0 ? "address" : "additional_addresses[" + (i - 1) + "].address";
            reserve(config, addresses.get(i), leaving, made)
                    .ifPresent(reason -> problems.add(new ConfigProblem(ConfigProblem.Code.CONFLICT, path, reason)));
        }
        if (problems.isEmpty()) {
            reserved.put(config.name(), made);
        } else {
            made.close();
        }
        return problems;
    }

    private Optional<String> reserve(ListenerConfig config, Address address, Set<String> leaving, Reservation made) {
        boolean shared = ListenSockets.shares(config, address, group);
        boolean own = false;
        for (ActiveListener other : active.values()) {
            if (other.config().bindToPort()
                    && ListenSockets.addresses(other.config()).contains(address)) {
                String name = other.config().name();
                if (!name.equals(config.name()) && !leaving.contains(name) && !isAnyPort(address)) {
                    return Optional.of(address + " is the address of listener " + name);
                }
                own = true;
            }
        }
        for (Map.Entry<String, Reservation> other : reserved.entrySet()) {
            if (!isAnyPort(address) && other.getValue().has(address)) {
                return Optional.of(address + " is the address of listener " + other.getKey());
            }
        }
        // What is inherited, or what we listen at ourselves until the other version goes, needs no proof.
        boolean known = own || inheritance.has(SocketName.Kind.LISTENER, config.name(), address);
        if (!group.epoll() || (known && !shared) || (known && !own)) {
            return Optional.empty();
        }
        try {
            if (shared && !known && address instanceof Address.Socket socket && !inheritance.hasPort(socket.port())) {
                Reservation.refuseTaken(socket);
            }
            made.bind(address, shared);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("cannot bind " + address + ": " + e.getMessage());
        }
    }

    private static boolean isAnyPort(Address address) {
        return address instanceof Address.Socket(String _, int port) && port == 0;
    }

    private Reservation reservation(ListenerConfig config) {
        return reserved.getOrDefault(config.name(), new Reservation(pipes));
    }

    /** Stops a listener; open connections drain. Completes when its addresses are free. */
    public CompletableFuture<Void> remove(String name) {
        Reservation unused = reserved.remove(name);
        if (unused != null) {
            unused.close();
        }
        ActiveListener listener = active.remove(name);
        if (listener == null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> closed = listener.closeSockets();
        listener.drain();
        leaving.add(listener);
        publish();
        return closed;
    }

    /** Ends the connections of all listeners, or of inbound ones, at their next good moment; new ones are accepted, and end as soon. */
    public void drainOpen(boolean inboundOnly) {
        active.values().stream()
                .filter(listener -> drains(listener, inboundOnly))
                .forEach(ActiveListener::drain);
    }

    private static boolean drains(ActiveListener listener, boolean inboundOnly) {
        return !inboundOnly || listener.config().trafficDirection() == TrafficDirection.INBOUND;
    }

    /** Stops accepting on all listeners, or on inbound ones; open connections drain. Completes when the last connection has been accepted. */
    public CompletableFuture<Void> drain(boolean inboundOnly) {
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        for (ActiveListener listener : active.values()) {
            if (drains(listener, inboundOnly)) {
                closing.add(listener.closeSockets());
                listener.drain();
            }
        }
        publish();
        return CompletableFuture.allOf(closing.toArray(CompletableFuture<?>[]::new));
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
