// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.run;

import io.mainstay.agent.control.ControlMessage;
import io.mainstay.agent.control.ControlMessage.Verb;
import io.mainstay.agent.loopback.ListeningSockets;
import io.mainstay.agent.loopback.LoopbackAddress;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One application's life in the mesh.
 *
 * <p>Start: the workload gets its identity and the services it calls get their ports, then the application starts, then,
 * once it accepts connections, callers are let in. Stop: callers are sent away, what is in progress ends, the application is
 * told to stop, and the ports it calls others through stay until it is gone.
 */
public final class WorkloadRun {
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(15);
    private static final Duration FORGET_PATIENCE = Duration.ofSeconds(2);
    private static final long LOOK_AGAIN_MILLIS = 25;
    private static final int FIRST_PORT = 8080;
    private static final int LAST_PORT = 8999;
    private static final String ENVIRONMENT = "env.";
    private static final String LOCALHOST = "127.0.0.1";

    private final RunConfig config;
    private final Consumer<String> progress;
    private final NodeLink node;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private volatile @Nullable Process application;
    private volatile boolean stopping;

    /**
     * Prepares a run.
     *
     * @param progress lines for people
     */
    public WorkloadRun(RunConfig config, Consumer<String> progress) {
        this.config = config;
        this.progress = progress;
        this.node = new NodeLink(config.nodeSocket(), config.patience(), progress);
    }

    /** Runs until the application has ended and everything is taken down; returns its exit code. */
    public int run() throws IOException, InterruptedException {
        try (LoopbackAddress own = LoopbackAddress.take(config.title() + config.version())) {
            int port =
                    config.port() == 0 ? LoopbackAddress.freePort(own.address(), FIRST_PORT, LAST_PORT) : config.port();
            ControlMessage admitted = node.enrol(workload(own, port));
            int code = stopping ? 0 : guarded(start(admitted, own, port), own, port);
            node.tell(ControlMessage.of(Verb.GONE));
            node.await(Verb.FORGOTTEN, FORGET_PATIENCE);
            return code;
        } finally {
            node.close();
            ended.complete(0);
        }
    }

    /**
     * Takes the workload down in order. Called when the process is told to stop; returns when {@link #run()} has ended, or
     * empty when there was no application.
     */
    public Optional<Integer> stop() throws InterruptedException {
        stopping = true;
        Process running = application;
        if (running == null || ended.isDone()) {
            return Optional.empty();
        }
        if (running.isAlive() && config.port() >= 0) {
            node.tell(ControlMessage.of(Verb.DRAIN));
            if (!node.await(Verb.DRAINED, running.onExit(), DRAIN_PATIENCE)) {
                progress.accept("the node has not drained this workload in " + DRAIN_PATIENCE.toSeconds() + " s");
            }
        }
        running.destroy();
        if (!running.waitFor(config.stopTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
            progress.accept(
                    "the application did not stop in " + config.stopTimeout().toSeconds() + " s; killing it");
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly();
        }
        int code = running.waitFor();
        try {
            ended.get(FORGET_PATIENCE.toMillis() + 500, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException _) {
            progress.accept("the node has not said that it forgot this workload");
        }
        return Optional.of(code);
    }

    private Map<String, String> workload(LoopbackAddress own, int port) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("namespace", config.namespace());
        fields.put("name", config.name());
        fields.put("service", config.service());
        fields.put("service-account", config.serviceAccount());
        fields.put("version", config.version());
        config.labels().forEach((name, value) -> fields.put("label." + name, value));
        fields.put("outbound-address", own.text());
        fields.put("application-address", own.text());
        fields.put("application-port", Integer.toString(Math.max(port, 0)));
        return fields;
    }

    private Process start(ControlMessage admitted, LoopbackAddress own, int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(config.command()).inheritIO();
        if (!config.stdin()) {
            builder.redirectInput(new File("/dev/null"));
        }
        builder.environment().keySet().removeIf(name -> name.startsWith("MAINSTAY_"));
        admitted.fields().forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT)) {
                builder.environment().put(name.substring(ENVIRONMENT.length()), value);
            }
        });
        if (port > 0) {
            builder.environment().put("PORT", Integer.toString(port));
        }
        builder.environment().putIfAbsent("BIND", own.text());
        Process started = builder.start();
        application = started;
        return started;
    }

    private int guarded(Process running, LoopbackAddress own, int port) throws IOException, InterruptedException {
        Optional<Guardian> guardian = guardian(running);
        try {
            return supervise(running, own, port);
        } finally {
            guardian.ifPresent(Guardian::close);
        }
    }

    /** Whoever kills this process ends the application too: it would go on without a mesh, and hold its port. */
    private Optional<Guardian> guardian(Process running) {
        try {
            Guardian guardian = Guardian.stopping(config.stopTimeout());
            guardian.watch(running.toHandle());
            return Optional.of(guardian);
        } catch (IOException e) {
            progress.accept("the application will go on if this process is killed: " + e.getMessage());
            return Optional.empty();
        }
    }

    private int supervise(Process running, LoopbackAddress own, int port) throws IOException, InterruptedException {
        if (port > 0) {
            Optional<String> listening = awaitListening(running, own, port);
            if (listening.isPresent() && !stopping) {
                node.tell(ControlMessage.of(Verb.LISTENING, "application-address", listening.get()));
                Thread.ofVirtual().start(() -> announce(listening.get(), port));
            }
        }
        return running.waitFor();
    }

    private void announce(String address, int port) {
        try {
            ControlMessage serving = node.await(Verb.SERVING);
            progress.accept(config.title() + " serves at " + serving.field("inbound") + " (application at " + address
                    + ":" + port + ")");
        } catch (IOException e) {
            progress.accept(config.title() + " is not reachable: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where the application accepts connections; empty when it ended first. */
    private Optional<String> awaitListening(Process running, LoopbackAddress own, int port)
            throws InterruptedException {
        while (running.isAlive()) {
            Optional<Set<String>> known = ListeningSockets.at(port);
            Optional<String> found = known.isPresent()
                    ? choose(known.get(), own.text(), port)
                    : Stream.of(own.text(), LOCALHOST)
                            .filter(address -> ListeningSockets.isListening(address, port))
                            .findFirst();
            if (found.isPresent()) {
                return found;
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
        return Optional.empty();
    }

    private Optional<String> choose(Set<String> listening, String own, int port) {
        if (listening.contains(own)) {
            return Optional.of(own);
        }
        if (listening.contains("0.0.0.0") || listening.contains("::")) {
            progress.accept("warning: the application listens on every address at port " + port
                    + ", so callers can go round its proxy; have it listen on $BIND or on 127.0.0.1");
            return Optional.of(LOCALHOST);
        }
        return listening.contains(LOCALHOST) ? Optional.of(LOCALHOST) : Optional.empty();
    }
}
