// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane;

import io.mainstay.controlplane.api.ApiServer;
import io.mainstay.controlplane.api.AuthorityApi;
import io.mainstay.controlplane.api.BindCheck;
import io.mainstay.controlplane.api.MetricsServer;
import io.mainstay.controlplane.ca.CertificateAuthority;
import io.mainstay.controlplane.ca.CertificateService;
import io.mainstay.controlplane.ca.MeshServer;
import io.mainstay.controlplane.config.MeshKeeper;
import io.mainstay.controlplane.config.ResourceStore;
import io.mainstay.controlplane.kind.KindCatalog;
import io.mainstay.controlplane.metrics.MetricsText;
import io.mainstay.controlplane.registry.HostRegistry;
import io.mainstay.controlplane.registry.TokenStore;
import io.mainstay.controlplane.registry.WorkloadRegistryService;
import io.mainstay.controlplane.serve.AdsServer;
import io.mainstay.controlplane.serve.TrustServer;
import io.mainstay.controlplane.source.Source;
import io.mainstay.controlplane.source.SourceProblem;
import io.mainstay.controlplane.store.EmbeddedStore;
import io.mainstay.controlplane.translate.MeshSource;
import io.mainstay.security.EnrolmentToken;
import io.mainstay.security.JoinString;
import io.mainstay.security.RenewalSchedule;
import io.mainstay.xds.grpc.Scheduler;
import io.mainstay.xds.grpc.ServerLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A whole control plane in one process, wired by hand: store → authority → mesh → registry → sources → discovery → the port of the nodes →
 * the API. What was started is stopped in the opposite order, also when a start fails half way.
 */
public final class ControlPlane implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ControlPlane.class);

    private final ControlPlaneOptions options;
    private final KindCatalog kinds;
    private final List<Source.Factory> sourceFactories;
    private final Clock clock;
    private final SecureRandom random;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final List<Source> sources = new ArrayList<>();
    private volatile Running running = Running.NOTHING;

    /** What is known once everything runs. */
    private record Running(
            int meshPort,
            int apiPort,
            int metricsPort,
            Optional<TokenStore> tokens,
            Optional<CertificateAuthority> authority) {
        static final Running NOTHING = new Running(0, 0, 0, Optional.empty(), Optional.empty());
    }

    public ControlPlane(
            ControlPlaneOptions options,
            KindCatalog kinds,
            List<Source.Factory> sourceFactories,
            Clock clock,
            SecureRandom random) {
        this.options = options;
        this.kinds = kinds;
        this.sourceFactories = List.copyOf(sourceFactories);
        this.clock = clock;
        this.random = random;
    }

    /**
     * Whether it could listen everywhere it is to listen. Asked before the first start, so that one in vain leaves nothing behind.
     *
     * @throws IOException with a message for the user when something is in the way
     */
    public void check() throws IOException {
        BindCheck.port(options.listen(), "--listen");
        BindCheck.socket(options.api().socket());
        if (options.api().tcp().isPresent()) {
            BindCheck.port(options.api().tcp().get(), "--api-listen");
        }
        if (options.metrics().isPresent()) {
            BindCheck.port(options.metrics().get(), "--metrics-listen");
        }
    }

    /**
     * Starts everything.
     *
     * @throws IOException with a message for the user when something is in the way
     */
    public void start() throws IOException {
        try {
            startAll();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Where in its state folder a control plane keeps resources. */
    public static Path storeFolder(Path state) {
        return state.resolve("store");
    }

    /** Where in its state folder a control plane keeps keys. */
    public static Path authorityFolder(Path state) {
        return state.resolve("ca");
    }

    private <T extends AutoCloseable> T closeLater(T part) {
        started.push(part);
        return part;
    }

    private void startAll() throws IOException {
        EmbeddedStore store =
                closeLater(new EmbeddedStore(storeFolder(options.state()), clock, EmbeddedStore.Retention.DEFAULT));
        store.start();
        ScheduledExecutorService timer = timer();
        ExecutorService executor = closeLater(Executors.newVirtualThreadPerTaskExecutor());
        CertificateAuthority authority =
                CertificateAuthority.open(options.trustDomain(), authorityFolder(options.state()), clock, random);
        ResourceStore resources = new ResourceStore(store, options.mesh());
        TokenStore tokens = new TokenStore(store, options.mesh(), clock, random);
        MeshKeeper keeper =
                closeLater(new MeshKeeper(store, resources, kinds, options.trustDomain(), options.mtlsMode(), clock));
        startSources(resources);
        keeper.start();
        HostRegistry registry = closeLater(new HostRegistry(resources, kinds, keeper, clock));
        registry.start();
        MeshSource meshSource = new MeshSource(keeper.snapshot());
        closeLater(keeper.follow(meshSource::accept));
        meshSource.accept(keeper.snapshot());
        AdsServer ads = closeLater(
                new AdsServer(meshSource, Scheduler.of(clock, timer), ServerLimits.DEFAULT, keeper::changedAt));
        var services = new ArrayList<>(ads.services());
        TrustServer trust =
                closeLater(new TrustServer(authority.bundle(), Scheduler.of(clock, timer), ServerLimits.DEFAULT));
        closeLater(authority.follow(trust::trust));
        services.add(trust.service());
        CertificateService certificates = new CertificateService(authority, tokens, registry);
        services.add(certificates);
        services.add(new WorkloadRegistryService(registry));
        MeshServer mesh = closeLater(
                meshServer(authority, timer, executor).services(services).build());
        start(mesh, authority);
        ApiServer api = closeLater(new ApiServer(
                options.api(), resources, kinds, keeper, tokens, views(store, authority, trust, ads, mesh)));
        api.start();
        int metricsPort = startMetrics(store, text -> {
            ads.metrics(text, options.version());
            keeper.metrics(text);
            meshSource.metrics(text);
            certificates.metrics(text);
            api.metrics(text);
        });
        running = new Running(mesh.port(), api.port(), metricsPort, Optional.of(tokens), Optional.of(authority));
        LOGGER.info(
                "control plane started mesh={} trustDomain={} port={}",
                options.mesh(),
                options.trustDomain(),
                mesh.port());
    }

    private ApiServer.Views views(
            EmbeddedStore store, CertificateAuthority authority, TrustServer trust, AdsServer ads, MeshServer mesh) {
        return new ApiServer.Views(
                options.version(),
                () -> about(mesh.port(), authority),
                token -> join(token, authority),
                ads::nodes,
                this::problems,
                store::degraded,
                store::backup,
                Optional.of(new AuthorityApi(authority, trust)));
    }

    private ScheduledExecutorService timer() {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("control-timer").daemon().factory());
        closeLater(timer::shutdownNow);
        return timer;
    }

    private void start(MeshServer mesh, CertificateAuthority authority) throws IOException {
        try {
            mesh.start();
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen for nodes on " + options.listen() + ": " + e.getMessage()
                            + "; choose another --listen",
                    e);
        }
        // Its own certificate is of the root that signs, and it shows all roots to those that join.
        closeLater(authority.follow(_ -> mesh.renew()));
    }

    /** The port bound; 0 when there is none. */
    private int startMetrics(EmbeddedStore store, Consumer<MetricsText> parts) throws IOException {
        if (options.metrics().isEmpty()) {
            return 0;
        }
        Supplier<String> page = () -> {
            MetricsText text = new MetricsText();
            store.metrics(text);
            parts.accept(text);
            text.counter(
                    "process_cpu_seconds_total",
                    "Processor time used.",
                    ProcessHandle.current()
                            .info()
                            .totalCpuDuration()
                            .orElse(Duration.ZERO)
                            .toSeconds());
            return text.text();
        };
        return closeLater(new MetricsServer(options.metrics().get(), page, store::degraded))
                .start()
                .port();
    }

    private void startSources(ResourceStore resources) {
        for (Source.Factory factory : sourceFactories) {
            Source source = closeLater(factory.create(resources, kinds));
            sources.add(source);
            source.start();
        }
    }

    private MeshServer.Builder meshServer(
            CertificateAuthority authority, ScheduledExecutorService timer, ExecutorService executor) {
        List<String> addresses = options.serverNames().stream()
                .filter(name -> name.matches("[0-9.]+|.*:.*"))
                .toList();
        List<String> names = options.serverNames().stream()
                .filter(name -> !addresses.contains(name))
                .toList();
        return new MeshServer.Builder(authority, options.listen(), clock, timer, executor, new RenewalSchedule(random))
                .names(names, addresses);
    }

    private ObjectNode about(int port, CertificateAuthority authority) {
        ObjectNode about = JsonNodeFactory.instance.objectNode();
        about.put("mesh", options.mesh()).put("trustDomain", options.trustDomain());
        about.put("meshPort", port);
        about.put("rootFingerprint", authority.rootFingerprint().toString())
                .put("roots", authority.bundle().toPem());
        about.put("version", options.version());
        return about;
    }

    private static String join(EnrolmentToken token, CertificateAuthority authority) {
        return new JoinString(token, authority.rootFingerprint()).reveal();
    }

    private List<SourceProblem> problems() {
        return sources.stream().flatMap(source -> source.problems().stream()).toList();
    }

    /** The port nodes connect to. */
    public int meshPort() {
        return running.meshPort();
    }

    /** The API's TCP port; 0 when it has none. */
    public int apiPort() {
        return running.apiPort();
    }

    /** The port of metrics and health; 0 when it has none. */
    public int metricsPort() {
        return running.metricsPort();
    }

    /** How a new host recognises this control plane. */
    public String rootFingerprint() {
        return running.authority()
                .map(authority -> authority.rootFingerprint().toString())
                .orElse("");
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                LOGGER.warn("a part of the control plane did not stop cleanly", e);
            }
        }
    }
}
