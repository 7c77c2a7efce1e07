// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.host;

import io.mainstay.agent.identity.IdentityEvents;
import io.mainstay.agent.node.BootstrapFile;
import io.mainstay.agent.node.DataPlane;
import io.mainstay.agent.node.GrpcRegistry;
import io.mainstay.agent.node.NodeAgent;
import io.mainstay.agent.node.NodeConfig;
import io.mainstay.agent.sds.HostSecurity;
import io.mainstay.cli.http.HttpCall;
import io.mainstay.cli.http.HttpConnection;
import io.mainstay.cli.http.HttpFailure;
import io.mainstay.security.RenewalSchedule;
import io.mainstay.security.SpiffeId;
import io.mainstay.xds.grpc.Scheduler;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A host's process, put together: identity first, then workloads of before, then the proxy, then the door for {@code run}. */
final class HostProcess implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(HostProcess.class);
    private static final Duration QUIET_PATIENCE = Duration.ofSeconds(10);
    private static final Duration READY_PATIENCE = Duration.ofSeconds(20);
    private static final Duration LOOK_PATIENCE = Duration.ofSeconds(2);
    private static final long LOOK_AGAIN_MILLIS = 50;

    private final HostOptions options;
    private final NodeConfig config;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("timer").daemon().factory());
    private final Path own;
    private final HostSecurity security;
    private final NodeAgent agent;
    private final DataPlane proxy;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);

    HostProcess(HostOptions options, DataPlane proxy) throws IOException {
        this.options = options;
        this.config = options.config();
        this.proxy = proxy;
        SecureRandom random = new SecureRandom();
        this.own =
                config.runFolder().resolve("process-" + ProcessHandle.current().pid());
        this.security = new HostSecurity(
                inFolder(config, own),
                new HostSecurity.Foundations(
                        Scheduler.of(Clock.systemUTC(), timer),
                        new RenewalSchedule(random),
                        Executors.newVirtualThreadPerTaskExecutor(),
                        IdentityEvents.NONE));
        GrpcRegistry registry = new GrpcRegistry(security.channel(), config, () -> {});
        this.agent = new NodeAgent(config, registry, security.identities());
    }

    /** Returns when the proxy serves what is known so far. */
    void start() throws IOException, InterruptedException {
        security.start(options.join());
        boolean node = config.role() == NodeConfig.Role.NODE;
        if (node) {
            agent.recover();
        }
        Path admin = own.resolve("admin.sock");
        BootstrapFile.write(
                own.resolve("bootstrap.pb"),
                config,
                admin,
                security.sds().socket(),
                security.node().toString(),
                SpiffeId.controlPlane(config.trustDomain()).toString(),
                options.metadata());
        proxy.start(own.resolve("bootstrap.pb"), config.handoverSocket(), this::replaced);
        Files.move(admin, config.adminSocket(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (node) {
            awaitReady();
            agent.open();
        }
        LOGGER.info("{} {} is up", options.metadata().get("role"), config.host());
    }

    /** Sockets of this process alone, so that an older process of this host keeps its own until it is gone. */
    private static NodeConfig inFolder(NodeConfig config, Path folder) {
        return new NodeConfig(
                config.host(),
                config.role(),
                config.address(),
                config.locality(),
                config.network(),
                config.controlPlane(),
                config.trustDomain(),
                config.stateFolder(),
                folder);
    }

    /** Waits until the proxy has its configuration, so that it can take over from another. */
    private void awaitReady() throws InterruptedException {
        UnixDomainSocketAddress admin = UnixDomainSocketAddress.of(config.adminSocket());
        for (long waited = 0; waited < READY_PATIENCE.toMillis() && !stopping.get(); waited += LOOK_AGAIN_MILLIS) {
            try {
                if (HttpConnection.once(admin, "admin", HttpCall.get("/ready"), LOOK_PATIENCE)
                                .status()
                        == 200) {
                    return;
                }
            } catch (HttpFailure _) {
                // Asked again.
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    /** A newer process has our sockets: send everybody there, let open connections end, go. */
    private void replaced() {
        if (stopping.compareAndSet(false, true)) {
            LOGGER.info("a newer process serves host {}; draining", config.host());
            agent.retire();
            proxy.shutDown();
            end();
        }
    }

    /** Stops in order: callers are sent elsewhere, calls in progress end, then calls of our workloads. */
    void shutDown() {
        if (!stopping.compareAndSet(false, true)) {
            awaitStopped();
            return;
        }
        try {
            agent.leave();
            proxy.drainInbound();
            agent.awaitQuiet(QUIET_PATIENCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        proxy.shutDown();
        end();
    }

    private void end() {
        agent.close();
        security.close();
        timer.shutdownNow();
        stopped.countDown();
    }

    void awaitStopped() {
        try {
            stopped.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (stopping.compareAndSet(false, true)) {
            proxy.close();
            end();
        }
    }
}
