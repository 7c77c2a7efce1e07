// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.demo;

import io.mainstay.cli.metrics.Edge;
import io.mainstay.cli.metrics.Edges;
import io.mainstay.cli.metrics.MetricSample;
import io.mainstay.cli.output.EdgeView;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One demo from its first process to its last figure. */
final class Demo {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(15);
    private static final long TABLE_SECONDS = 2;
    private static final long WARM_UP_MILLIS = 500;

    private final DemoConfig config;
    private final DemoMesh mesh;
    private final PrintStream out;
    private final Consumer<String> progress;
    private final long startedMillis;

    /**
     * Prepares a demo.
     *
     * @param startedMillis when the launcher was started, on the wall clock
     */
    Demo(DemoConfig config, DemoMesh mesh, PrintStream out, Consumer<String> progress, long startedMillis) {
        this.config = config;
        this.mesh = mesh;
        this.out = out;
        this.progress = progress;
        this.startedMillis = startedMillis;
    }

    DemoReport run() throws DemoException, IOException, InterruptedException {
        Path join = start();
        double readySeconds = (System.currentTimeMillis() - startedMillis) / 1e3;
        progress.accept("ready after %.1f s".formatted(readySeconds));
        welcome();
        try (LoadClient load = new LoadClient(mesh.ingress(), "shop", config.perSecond(), REQUEST_TIMEOUT)) {
            List<List<MetricSample>> before = mesh.pages();
            load.start();
            Optional<ScenarioResult> scenario = Optional.empty();
            if (config.scenario().isPresent()) {
                Thread.sleep(WARM_UP_MILLIS);
                scenario = Optional.of(new Stories(mesh, load, join, config.mechanism(), progress)
                        .play(config.scenario().get()));
            } else {
                watch(load, before);
            }
            Map<String, Long> resident = mesh.processes().residentMb();
            LoadReport report = load.stop();
            List<Edge> edges = Edges.since(before, mesh.pages());
            return new DemoReport(readySeconds, report, edges, resident, scenario);
        }
    }

    /** Starts everything and returns when a page came through every service. */
    private Path start() throws DemoException, IOException, InterruptedException {
        progress.accept("starting the control plane");
        mesh.startControlPlane();
        mesh.apply(Stories.shop(mesh.ingress().getPort(), config.scenario(), config.mechanism()));
        mesh.apply(config.scenario()
                .map(scenario -> Stories.manifests(scenario, config.mechanism()))
                .orElseGet(() -> Manifests.reviewsByShare(1, 1, 1)));
        Path join = mesh.joinFile("node");
        progress.accept("starting two hosts, the ingress gateway and the bookstore"
                + (mesh.shop().hasPythonVersion() ? " (reviews v1 in Python)" : " (all in Java: no python3 here)"));
        mesh.startNode(Shop.HOST_A, Shop.HOST_A, join);
        mesh.startNode(Shop.HOST_B, Shop.HOST_B, join);
        mesh.startIngress(mesh.joinFile("gateway"));
        for (Shop.Instance instance : mesh.shop().instances()) {
            mesh.startWorkload(instance);
        }
        mesh.awaitShop();
        mesh.processes().guardTrees();
        return join;
    }

    private void welcome() {
        if (!config.json()) {
            out.println();
            out.println("The bookstore is open: " + mesh.url() + "/");
            out.println("Try, in another terminal:");
            out.println("  export MAINSTAY_SERVER=unix:" + mesh.folder().resolve("api.sock"));
            out.println("  ./mainstay stat");
            out.println("  ./mainstay get workloads");
            out.println("  ./mainstay proxy-config listeners --proxy "
                    + mesh.folder().resolve(Shop.HOST_A));
            out.println("Logs are in " + mesh.folder().resolve("logs") + ". Ctrl-C ends it all.");
            out.println();
            out.flush();
        }
    }

    private void watch(LoadClient load, List<List<MetricSample>> before) throws DemoException, InterruptedException {
        long end = config.length().map(Duration::toSeconds).orElse(Long.MAX_VALUE);
        for (long second = 0; second < end; second += TABLE_SECONDS) {
            TimeUnit.SECONDS.sleep(Math.min(TABLE_SECONDS, end - second));
            Optional<String> casualty = mesh.processes().casualty();
            if (casualty.isPresent()) {
                throw new DemoException(casualty.get() + " has ended; its log: "
                        + mesh.processes().log(casualty.get()));
            }
            if (!config.json()) {
                table(load.report(), before);
            }
        }
    }

    private void table(LoadReport report, List<List<MetricSample>> before) {
        List<Edge> edges = Edges.since(before, mesh.pages());
        out.println("%d requests, %.2f %% successful, p99 %.1f ms, %.0f %% of all calls over mTLS; reviews %s"
                .formatted(
                        report.requests(),
                        report.successRate() * 100,
                        report.latencyMs(0.99),
                        Edges.mutualTlsShare(edges) * 100,
                        report.reviews()));
        out.println(EdgeView.table(edges));
        out.flush();
    }
}
