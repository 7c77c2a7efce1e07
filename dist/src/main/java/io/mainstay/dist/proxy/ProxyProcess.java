// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import io.mainstay.engine.bootstrap.BootstrapConfig;
import io.mainstay.engine.core.Address;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.engine.tls.SdsReference;
import io.mainstay.model.ConfigProblem;
import io.mainstay.model.Parsed;
import io.mainstay.proxy.admin.AdminPages;
import io.mainstay.proxy.admin.AdminServer;
import io.mainstay.proxy.admin.ProxyControl;
import io.mainstay.proxy.cluster.ClusterChange;
import io.mainstay.proxy.cluster.ClusterDirectory;
import io.mainstay.proxy.cluster.HoldHook;
import io.mainstay.proxy.cluster.NettyDnsQueries;
import io.mainstay.proxy.config.ClusterConfigScheduler;
import io.mainstay.proxy.config.ConfigThread;
import io.mainstay.proxy.config.ProxySnapshot;
import io.mainstay.proxy.config.SnapshotHolder;
import io.mainstay.proxy.handover.Inheritance;
import io.mainstay.proxy.handover.SocketName;
import io.mainstay.proxy.http.HttpLoop;
import io.mainstay.proxy.http.h1.H1Codecs;
import io.mainstay.proxy.http.h2.H2Codecs;
import io.mainstay.proxy.listener.Listeners;
import io.mainstay.proxy.overload.BufferGuard;
import io.mainstay.proxy.overload.HeapGuard;
import io.mainstay.proxy.overload.Overload;
import io.mainstay.proxy.runtime.Counters;
import io.mainstay.proxy.runtime.LoopGroup;
import io.mainstay.proxy.runtime.Worker;
import io.mainstay.proxy.state.StateFolder;
import io.mainstay.proxy.stream.HttpProtocol;
import io.mainstay.proxy.tcp.TcpConnector;
import io.mainstay.proxy.telemetry.Telemetry;
import io.mainstay.proxy.tls.CertificateWatch;
import io.mainstay.proxy.tls.ResolvedSecret;
import io.mainstay.proxy.tls.SecretStore;
import io.mainstay.proxy.tls.TlsSockets;
import io.mainstay.proxy.xds.DiskOptions;
import io.mainstay.proxy.xds.NettyChannels;
import io.mainstay.proxy.xds.XdsDiscovery;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running proxy: read top to bottom, the constructor is the wiring. */
public final class ProxyProcess implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProxyProcess.class);
    private static final long DRAIN_POLL_MILLIS = 20;
    private static final long HOUSEKEEPING_MILLIS = 15_000;
    private static final Duration READY_PATIENCE = Duration.ofSeconds(60);

    private final BootstrapConfig bootstrap;
    private final ProxyOptions options;
    private final Clock clock = Clock.systemUTC();
    private final LoopGroup loops;
    private final Counters counters;
    private final Overload overload;
    private final HeapGuard heapGuard;
    private final BufferGuard bufferGuard;
    private final AtomicInteger shedding = new AtomicInteger();
    private final List<Worker> workers = new ArrayList<>();
    private final ConfigThread configThread = new ConfigThread();
    private final SnapshotHolder<ProxySnapshot> snapshots = new SnapshotHolder<>(ProxySnapshot.EMPTY);
    private final SecretStore secrets = new SecretStore(this::secretWanted);
    private final CertificateWatch watch = new CertificateWatch(clock);
    private final Telemetry telemetry;
    private final ClusterDirectory clusters;
    private final Listeners listeners;
    private final AdminServer adminServer;
    private final ExecutorService disk =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("state").factory());
    private final NettyChannels channels = new NettyChannels(clock);
    private final XdsDiscovery xds;
    private final ProxyState state;
    private final Optional<Succession> succession;
    private volatile Runnable replaced = this::shutDown;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Puts a proxy together; nothing runs before {@link #start()}. */
    public ProxyProcess(BootstrapConfig bootstrap, ProxyOptions options) {
        this.bootstrap = bootstrap;
        this.options = options;
        loops = new LoopGroup(options.concurrency());
        counters = new Counters(loops.size());
        long heapBytes = Runtime.getRuntime().maxMemory();
        overload = new Overload(bootstrap.maxConnections().orElse(Overload.connectionsFor(heapBytes)), heapBytes);
        heapGuard = new HeapGuard(overload, HeapGuard.Heap.ofProcess(), System::nanoTime);
        bufferGuard = new BufferGuard(overload, PlatformDependent.maxDirectMemory(), loops::bufferBytes, this::shed);
        SplittableRandom seeds = new SplittableRandom(new SecureRandom().nextLong());
        addWorkers(seeds);
        telemetry = new Telemetry(loops.loops(), counters, clock::millis, Hostname.read());
        TlsSockets sockets = new TlsSockets(secrets, clock, new SecureRandom());
        clusters = new ClusterDirectory(
                new ClusterConfigScheduler(configThread, System::nanoTime),
                new NettyDnsQueries(loops.loops().getFirst(), loops.datagramChannel()),
                seeds.split(),
                HoldHook.REFUSE);
        List<HttpLoop> httpLoops = new ArrayList<>();
        List<TcpConnector> tcpLoops = new ArrayList<>();
        for (Worker worker : workers) {
            H1Codecs h1 = new H1Codecs(worker);
            H2Codecs h2 = new H2Codecs(worker);
            tcpLoops.add(new TcpConnector(worker, loops, sockets));
            httpLoops.add(HttpLoop.of(
                    worker,
                    loops,
                    snapshots,
                    sockets,
                    new EnumMap<>(Map.of(HttpProtocol.HTTP_1_1, h1::server, HttpProtocol.HTTP_2, h2::server)),
                    new EnumMap<>(Map.of(HttpProtocol.HTTP_1_1, h1::client, HttpProtocol.HTTP_2, h2::client))));
        }
        ChainFilters filters = new ChainFilters(
                BuiltInFilters.catalog(),
                telemetry,
                httpLoops,
                tcpLoops,
                () -> snapshots.current().clusters());
        listeners = new Listeners(loops, workers, filters, sockets, configThread, new ListenerPipes());
        adminServer = new AdminServer(loops);
        ProxyTarget target = new ProxyTarget(configThread, clusters, snapshots, listeners, secrets);
        xds = new XdsDiscovery(
                bootstrap,
                target,
                channels,
                new XdsDiscovery.Surroundings(
                        configThread, new ConfigTimers(configThread, clock), seeds.split(), options.version()),
                diskOptions());
        state = new ProxyState(
                this,
                bootstrap,
                options.version(),
                clusters,
                listeners,
                xds,
                new ProxyState.Certificates(secrets, watch, clock));
        Succession.Parts parts = new Succession.Parts(configThread, target, listeners, adminServer);
        succession = options.hotRestart().map(socket -> new Succession(socket, loops, parts, this::onReplaced));
    }

    private DiskOptions diskOptions() {
        return new DiskOptions(
                options.lastGood()
                        .map(folder -> new StateFolder(folder, bootstrap.node().id())),
                DiskOptions.DEFAULT_PATIENCE,
                options.maxStale(),
                options.version(),
                disk);
    }

    private void onReplaced() {
        Thread.ofPlatform().name("replaced").start(() -> replaced.run());
    }

    private void addWorkers(SplittableRandom seeds) {
        for (int i = 0; i < loops.size(); i++) {
            workers.add(new Worker(i, loops.loops().get(i), counters, seeds.split(), clock, overload));
        }
    }

    private void secretWanted(SdsReference reference) {
        xds.secretWanted(reference);
    }

    /** Told, on a thread of its own, when another process has taken over; without it the process then shuts down. Before {@link #start()}. */
    public void whenReplaced(Runnable told) {
        replaced = told;
    }

    /**
     * Begins to serve. Without a process to take over from it binds everything and returns; else it returns when its configuration is there and the process
     * before has stopped accepting, and fails, with that process unharmed, when this does not come about.
     */
    public void start() throws StartException {
        telemetry.start();
        try {
            Inheritance inheritance = succession.isPresent() ? succession.get().inherit() : Inheritance.none();
            boolean successor = inheritance.generation() >= 0;
            if (successor) {
                state.generation(inheritance.generation() + 1);
                onConfigThread(() -> done(() -> listeners.inherit(inheritance)));
            }
            onConfigThread(this::loadStatic);
            onConfigThread(() -> done(xds::start));
            onConfigThread(() -> done(this::housekeep));
            onConfigThread(() -> done(this::guardHeap));
            onConfigThread(() -> done(this::guardBuffers));
            boolean sameAdmin = bootstrap.admin().isPresent()
                    && bindAdmin(bootstrap.admin().get().address(), inheritance);
            state.enter(ProxyControl.State.LIVE);
            if (successor) {
                awaitReady();
                onConfigThread(() -> succession.get().listenersInPlace());
                onConfigThread(listeners::accept);
                adminServer.accept();
            }
            if (succession.isPresent()) {
                succession.get().begin(state.generation(), sameAdmin);
            }
        } catch (CompletionException e) {
            close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StartException(String.valueOf(cause.getMessage()));
        } catch (IOException e) {
            close();
            throw new StartException(String.valueOf(e.getMessage()));
        }
    }

    private static CompletableFuture<?> done(Runnable work) {
        work.run();
        return CompletableFuture.completedFuture(null);
    }

    /** Nobody is told to go before everything that discovery brings is there. */
    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + READY_PATIENCE.toNanos();
        while (state.state() != ProxyControl.State.LIVE) {
            if (System.nanoTime() > deadline || pause()) {
                throw new IOException("no complete configuration after " + READY_PATIENCE.toSeconds()
                        + " s; the process before goes on");
            }
        }
    }

    /** A moment; true when the process stops meanwhile. */
    private boolean pause() {
        try {
            return stopped.await(DRAIN_POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** What is to be looked at now and then. Config thread. */
    private void housekeep() {
        watch.check(secrets.inUse());
        telemetry.expire(System.nanoTime());
        var _ = configThread.schedule(this::housekeep, HOUSEKEEPING_MILLIS);
    }

    private void guardHeap() {
        var _ = configThread.schedule(this::guardHeap, heapGuard.look());
    }

    private void guardBuffers() {
        var _ = configThread.schedule(this::guardBuffers, bufferGuard.look());
    }

    /** Each loop its part, unless one is still at what was asked before. Config thread. */
    private void shed(long bytes) {
        if (shedding.compareAndSet(0, workers.size())) {
            workers.forEach(worker -> worker.loop().execute(() -> {
                try {
                    worker.slowReaders().shed(bytes / workers.size());
                } finally {
                    // Whatever went wrong with one connection, the next look must be able to ask again.
                    shedding.decrementAndGet();
                }
            }));
        }
    }

    int concurrency() {
        return loops.size();
    }

    private void onConfigThread(ConfigWork work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        configThread.execute(() -> complete(done, work));
        done.join();
    }

    private static void complete(CompletableFuture<Void> done, ConfigWork work) {
        try {
            var _ = work.run().whenComplete((_, failure) -> {
                if (failure == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
    }

    /** Work that begins on the config thread. */
    private interface ConfigWork {
        CompletableFuture<?> run();
    }

    private CompletableFuture<?> loadStatic() {
        List<ConfigProblem> problems = new ArrayList<>();
        for (int i = 0; i < bootstrap.secrets().size(); i++) {
            var secret = bootstrap.secrets().get(i);
            String path = "static_resources.secrets[" + i + "]";
            switch (ResolvedSecret.resolve(secret)) {
                case Parsed.Accepted<ResolvedSecret> good ->
                    secrets.put(new SdsReference(secret.name(), Optional.empty()), good.value());
                case Parsed.Rejected<ResolvedSecret> bad ->
                    bad.problems().forEach(problem -> problems.add(problem.under(path)));
            }
        }
        for (int i = 0; i < bootstrap.listeners().size(); i++) {
            String path = "static_resources.listeners[" + i + "]";
            listeners.problems(bootstrap.listeners().get(i)).forEach(problem -> problems.add(problem.under(path)));
        }
        if (!problems.isEmpty()) {
            return CompletableFuture.failedFuture(new StartException(text(problems)));
        }
        clusters.apply(ClusterChange.put(bootstrap.clusters()));
        snapshots.publish(new ProxySnapshot("static", Map.of(), clusters.clusters()));
        CompletableFuture<?> all = CompletableFuture.completedFuture(null);
        for (ListenerConfig listener : bootstrap.listeners()) {
            if (!XdsDiscovery.standsAlone(listener)) {
                continue; // discovery starts it when what it waits for has come
            }
            all = all.thenComposeAsync(_ -> listeners.put(listener), configThread);
        }
        return all.thenRun(() -> listeners
                .statuses()
                .forEach(status -> LOGGER.atInfo()
                        .addKeyValue("listener", status.config().name())
                        .addKeyValue("addresses", status.addresses())
                        .log("listening: {} on {}", status.config().name(), status.addresses())));
    }

    /** Problems, a line each. */
    public static String text(List<ConfigProblem> problems) {
        return problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n"));
    }

    /** Whether the socket is that of the process before. */
    private boolean bindAdmin(Address address, Inheritance inheritance) {
        AdminPages pages = AdminPages.all(state, state, telemetry);
        List<FileDescriptor> inherited = inheritance.claim(SocketName.Kind.ADMIN, "", address);
        CompletionStage<Address> binding = inherited.isEmpty()
                ? adminServer.bind(address, pages)
                : adminServer.adopt(address, inherited.getFirst(), pages);
        Address bound = binding.toCompletableFuture().join();
        LOGGER.atInfo().log("admin on {}", bound);
        state.admin(bound);
        return !inherited.isEmpty();
    }

    /** Listeners in order, with the addresses they are bound to. */
    public List<Listeners.Status> listeners() {
        return listeners.statuses();
    }

    /** Where admin is; empty without one. */
    public Optional<Address> admin() {
        return state.admin();
    }

    /**
     * Drains listeners without stopping the process.
     *
     * @param graceful goes on accepting for the drain time
     */
    public void drainListeners(boolean inboundOnly, boolean graceful) {
        configThread.execute(() -> {
            if (graceful) {
                listeners.drainOpen(inboundOnly);
                var _ = configThread.schedule(
                        () -> {
                            var _ = listeners.drain(inboundOnly);
                        },
                        options.drainTime().toMillis());
            } else {
                var _ = listeners.drain(inboundOnly);
            }
        });
    }

    /** Stops accepting, lets open connections end within the drain time, then stops. Returns when all is done; further calls wait for the first. */
    public void shutDown() {
        if (!stopping.compareAndSet(false, true)) {
            awaitStopped();
            return;
        }
        state.enter(ProxyControl.State.DRAINING);
        if (succession.isPresent() && succession.get().handedOn()) {
            succession.get().release(true).toCompletableFuture().join();
        }
        onConfigThread(() -> listeners.drain(false));
        awaitConnections(System.nanoTime() + options.drainTime().toNanos());
        stop();
    }

    private void awaitConnections(long deadlineNanos) {
        while (System.nanoTime() < deadlineNanos) {
            CompletableFuture<Integer> open = new CompletableFuture<>();
            configThread.execute(() -> {
                var _ = listeners.connections().thenAccept(open::complete);
            });
            if (open.join() == 0 || pause()) {
                return;
            }
        }
    }

    private void stop() {
        onConfigThread(() -> {
            listeners.closeConnections();
            clusters.close();
            xds.close();
            return CompletableFuture.completedFuture(null);
        });
        succession.ifPresent(Succession::close);
        channels.close();
        disk.close();
        adminServer.close();
        loops.close();
        telemetry.close();
        configThread.close();
        stopped.countDown();
    }

    /** Waits until the proxy has stopped, however it was asked to. */
    public void awaitStopped() {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops at once. */
    @Override
    public void close() {
        if (stopping.compareAndSet(false, true)) {
            stop();
        } else {
            awaitStopped();
        }
    }
}
