// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.node;

import io.mainstay.agent.control.ControlConnection;
import io.mainstay.agent.control.ControlMessage;
import io.mainstay.agent.control.ControlMessage.Verb;
import io.mainstay.agent.control.ControlServer;
import io.mainstay.agent.loopback.ListeningSockets;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workloads of a host: admits them, announces them, keeps them alive, lets them go. What it knows is on disk before it is
 * said, so that a node that starts again, with or without a control plane, goes on where this one stopped.
 *
 * <p>A workload is announced in two steps. While its application does not accept connections it is a mere caller: it has an
 * identity and finds others, and no endpoint list names it. The same state ends its life.
 */
public final class NodeAgent implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(NodeAgent.class);
    private static final Duration LISTENER_PATIENCE = Duration.ofSeconds(30);
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(10);
    private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(10);
    private static final long LOOK_AGAIN_MILLIS = 20;
    private static final long ASK_AGAIN_MILLIS = 300;
    private static final long TIDY_MILLIS = 1_000;

    private final NodeConfig config;
    private final Registry registry;
    private final Identities identities;
    private final WorkloadFile file;
    private final WorkloadDraft draft;
    private final Map<WorkloadId, HostedWorkload> workloads = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("agent").daemon().factory());
    private final ReentrantLock saving = new ReentrantLock();
    private @Nullable ControlServer control;
    private volatile boolean retired;

    public NodeAgent(NodeConfig config, Registry registry, Identities identities) {
        this.config = config;
        this.registry = registry;
        this.identities = identities;
        this.file = new WorkloadFile(config.stateFolder());
        this.draft = new WorkloadDraft(config);
    }

    /** Brings back what this host ran before: identities first, so that the proxy finds them. */
    public void recover() throws IOException {
        for (WorkloadFile.Entry entry : file.read()) {
            HostedWorkload workload = new HostedWorkload(entry, false);
            workloads.put(workload.id(), workload);
            Thread.ofVirtual().start(() -> hold(workload));
            expectAttachment(workload);
        }
        var _ = timer.scheduleWithFixedDelay(this::tidy, 0, TIDY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Lets {@code run} in. An older process of this host has closed its door by then, or loses it. */
    public void open() throws IOException {
        control = ControlServer.bind(config.controlSocket(), this::serve);
    }

    /** This host stops serving for a while: callers are sent elsewhere, and what is on disk stays for the next start. */
    public void leave() throws InterruptedException {
        retired = true;
        timer.shutdownNow();
        for (HostedWorkload workload : workloads.values()) {
            if (workload.serving() && workload.toldControlPlane()) {
                try {
                    var _ = registry.register(workload.announcement().asCaller());
                } catch (IOException e) {
                    LOGGER.warn("callers could not be told workload={} reason={}", workload.id(), e.getMessage());
                    return;
                }
            }
        }
    }

    /** Waits until no caller is connected to a workload of this host, or patience ends. */
    public void awaitQuiet(Duration patience) throws InterruptedException {
        for (long waited = 0; waited < patience.toMillis() && connections() > 0; waited += LOOK_AGAIN_MILLIS) {
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    private int connections() {
        return workloads.values().stream()
                .mapToInt(workload -> workload.announcement().inboundPort())
                .filter(port -> port > 0)
                .map(port -> ListeningSockets.connections(config.address(), port))
                .sum();
    }

    /** A newer process serves this host: say nothing more about it, and send everybody there. */
    public void retire() {
        retired = true;
        timer.shutdownNow();
        if (control != null) {
            control.close();
        }
    }

    private void hold(HostedWorkload workload) {
        try {
            identities.hold(workload.registration().spiffeId());
        } catch (IOException e) {
            LOGGER.warn("no certificate yet workload={} reason={}", workload.id(), e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(ControlConnection connection) throws IOException {
        Optional<ControlMessage> first = connection.receive();
        if (first.isEmpty() || first.get().verb() != Verb.ENROL) {
            return;
        }
        HostedWorkload workload;
        try {
            workload = admit(first.get(), connection);
        } catch (IOException e) {
            connection.send(ControlMessage.of(Verb.REFUSED, "reason", String.valueOf(e.getMessage())));
            return;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            for (Optional<ControlMessage> next = connection.receive(); next.isPresent(); next = connection.receive()) {
                ControlMessage message = next.get();
                Thread.ofVirtual().start(() -> heard(message, workload, connection));
            }
        } finally {
            // A process that ends closes its connection, however it ends: nobody answers for the workload any more.
            checkOrphan(workload, connection);
        }
    }

    private HostedWorkload admit(ControlMessage enrol, ControlConnection connection)
            throws IOException, InterruptedException {
        HostedWorkload workload = find(draft.read(enrol, workloads), connection);
        workload.lock.lock();
        try {
            workload.attach(connection);
            if (!workload.toldControlPlane()) {
                announce(workload, connection);
            }
            workloads.put(workload.id(), workload);
            save();
        } finally {
            workload.lock.unlock();
        }
        connection.send(ControlMessage.of(
                Verb.PROGRESS, "text", "identity " + workload.registration().spiffeId()));
        identities.hold(workload.registration().spiffeId());
        String outbound = workload.announcement().outboundAddress();
        for (Registration.Outbound port : workload.registration().outbound()) {
            if (!awaitListening(outbound, port.virtualPort(), true, LISTENER_PATIENCE)) {
                throw new IOException("the proxy does not listen for " + port.service() + " at " + outbound + ":"
                        + port.virtualPort() + "; see 'mainstay proxy-status'");
            }
        }
        connection.send(draft.admitted(workload));
        LOGGER.info(
                "admitted workload={} identity={}",
                workload.id(),
                workload.registration().spiffeId());
        return workload;
    }

    private HostedWorkload find(Announcement wanted, ControlConnection connection) throws IOException {
        HostedWorkload known = workloads.get(wanted.id());
        if (known == null) {
            Registration none = new Registration("", List.of(), ORPHAN_PATIENCE);
            return new HostedWorkload(new WorkloadFile.Entry(wanted, none, false), false);
        }
        known.lock.lock();
        try {
            ControlConnection other = known.attached();
            boolean same = known.announcement().outboundAddress().equals(wanted.outboundAddress());
            if (other != null && other != connection && !same) {
                throw new IOException(
                        "workload " + wanted.id() + " is running on this host already; choose another with --name");
            }
            if (!same) {
                known.serving(false);
                known.unregistered();
            }
            known.announcement(same ? known.announcement() : wanted);
            known.gone(false);
            return known;
        } finally {
            known.lock.unlock();
        }
    }

    /** Tells the control plane until it has answered; one that is away is waited for only by a workload it never met. */
    private void announce(HostedWorkload workload, @Nullable ControlConnection connection)
            throws IOException, InterruptedException {
        boolean said = false;
        while (true) {
            try {
                workload.registered(registry.register(workload.announced()));
                return;
            } catch (RefusedException e) {
                throw e;
            } catch (IOException e) {
                workload.unregistered();
                if (!workload.registration().spiffeId().isEmpty() || connection == null || retired) {
                    LOGGER.warn("not announced yet workload={} reason={}", workload.id(), e.getMessage());
                    return;
                }
                if (!said) {
                    connection.send(ControlMessage.of(
                            Verb.PROGRESS, "text", "waiting for the control plane at " + config.controlPlane()));
                    said = true;
                }
                Thread.sleep(ASK_AGAIN_MILLIS);
            }
        }
    }

    private void heard(ControlMessage message, HostedWorkload workload, ControlConnection connection) {
        try {
            switch (message.verb()) {
                case LISTENING -> letIn(workload, message.field("application-address"), connection);
                case DRAIN -> drain(workload, connection);
                case GONE -> {
                    forget(workload);
                    connection.send(ControlMessage.of(Verb.FORGOTTEN));
                }
                case ENROL, ADMITTED, REFUSED, SERVING, DRAINED, FORGOTTEN, PROGRESS ->
                    LOGGER.warn("not for a node verb={} workload={}", message.verb(), workload.id());
            }
        } catch (IOException e) {
            LOGGER.warn("{} failed workload={} reason={}", message.verb(), workload.id(), e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void letIn(HostedWorkload workload, String address, ControlConnection connection)
            throws IOException, InterruptedException {
        workload.lock.lock();
        try {
            Announcement listening = workload.announcement().listeningAt(address);
            if (!workload.serving() || !listening.equals(workload.announcement())) {
                workload.announcement(listening);
                workload.serving(true);
                save();
                announce(workload, null);
            }
        } catch (RefusedException e) {
            connection.send(ControlMessage.of(Verb.PROGRESS, "text", String.valueOf(e.getMessage())));
            throw e;
        } finally {
            workload.lock.unlock();
        }
        int port = workload.announcement().inboundPort();
        if (awaitListening(config.address(), port, true, LISTENER_PATIENCE)) {
            connection.send(ControlMessage.of(Verb.SERVING, "inbound", config.address() + ":" + port));
        } else {
            connection.send(ControlMessage.of(
                    Verb.PROGRESS,
                    "text",
                    "the proxy does not listen at " + config.address() + ":" + port
                            + " yet; see 'mainstay proxy-status'"));
        }
    }

    /** Callers are sent elsewhere; returns when the last of their connections has ended, or patience has. */
    private void drain(HostedWorkload workload, ControlConnection connection) throws IOException, InterruptedException {
        boolean told;
        workload.lock.lock();
        try {
            workload.serving(false);
            save();
            announce(workload, null);
            told = workload.toldControlPlane();
        } finally {
            workload.lock.unlock();
        }
        int port = workload.announcement().inboundPort();
        if (told && awaitListening(config.address(), port, false, DRAIN_PATIENCE)) {
            for (long waited = 0;
                    waited < DRAIN_PATIENCE.toMillis() && ListeningSockets.connections(config.address(), port) > 0;
                    waited += LOOK_AGAIN_MILLIS) {
                Thread.sleep(LOOK_AGAIN_MILLIS);
            }
        }
        connection.send(ControlMessage.of(Verb.DRAINED));
    }

    private void forget(HostedWorkload workload) throws IOException {
        workload.lock.lock();
        try {
            workload.gone(true);
            workloads.remove(workload.id(), workload);
            save();
            boolean shared = workloads.values().stream()
                    .anyMatch(other -> other.registration()
                            .spiffeId()
                            .equals(workload.registration().spiffeId()));
            if (!shared) {
                identities.release(workload.registration().spiffeId());
            }
            registry.deregister(workload.id());
            LOGGER.info("forgotten workload={}", workload.id());
        } finally {
            workload.lock.unlock();
        }
    }

    /** A workload of the node before whose {@code run} does not come soon is forgotten. */
    private void expectAttachment(HostedWorkload workload) {
        try {
            var _ = timer.schedule(
                    () -> checkOrphan(workload, null), ORPHAN_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _) {
            // The node is closing; the next one sees to it.
        }
    }

    private void checkOrphan(HostedWorkload workload, @Nullable ControlConnection ended) {
        if (workload.attached() != ended || workload.gone() || retired) {
            return;
        }
        LOGGER.warn("nobody runs it any more workload={}", workload.id());
        try {
            forget(workload);
        } catch (IOException e) {
            LOGGER.warn("not deregistered workload={} reason={}", workload.id(), e.getMessage());
        }
    }

    /** Renews leases a third of the way, and says again what the control plane has missed. */
    private void tidy() {
        try {
            List<WorkloadId> known = new ArrayList<>();
            for (HostedWorkload workload : workloads.values()) {
                if (workload.toldControlPlane()) {
                    known.add(workload.id());
                } else {
                    announceAgain(workload);
                }
            }
            if (!known.isEmpty()) {
                for (WorkloadId unknown : registry.renew(known)) {
                    HostedWorkload workload = workloads.get(unknown);
                    if (workload != null) {
                        workload.unregistered();
                        announceAgain(workload);
                    }
                }
            }
        } catch (IOException e) {
            LOGGER.debug("not renewed reason={}", e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOGGER.error("renewing failed", e);
        }
    }

    private void announceAgain(HostedWorkload workload) throws IOException, InterruptedException {
        if (workload.lock.tryLock()) {
            try {
                if (!workload.toldControlPlane()
                        && !workload.gone()
                        && !workload.registration().spiffeId().isEmpty()) {
                    announce(workload, null);
                    save();
                }
            } finally {
                workload.lock.unlock();
            }
        }
    }

    private void save() throws IOException {
        saving.lock();
        try {
            file.write(workloads.values().stream().map(HostedWorkload::entry).toList());
        } finally {
            saving.unlock();
        }
    }

    private static boolean awaitListening(String address, int port, boolean wanted, Duration patience)
            throws InterruptedException {
        for (long waited = 0; waited < patience.toMillis(); waited += LOOK_AGAIN_MILLIS) {
            if (ListeningSockets.isListening(address, port) == wanted) {
                return true;
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
        return false;
    }

    @Override
    public void close() {
        retire();
        registry.close();
        identities.close();
    }
}
