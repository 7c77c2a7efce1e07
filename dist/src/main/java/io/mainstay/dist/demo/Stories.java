// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.demo;

import io.mainstay.cli.metrics.MetricSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The demo's stories. Each one says what must be so, does something to the mesh under load, and judges by what the load and
 * the proxies have counted. With its mechanism switched off a story must fail; tests see to that.
 */
final class Stories {
    static final String SAFE_AND_SLOW = "connect-failure,refused-stream,reset,5xx";

    private static final String PATIENT = "10s";
    private static final double RECOVERY_SECONDS = 3;
    private static final double SLOW_MILLIS = 900;
    /** Ejection lasts half a minute, and its end is looked for every ten seconds. */
    private static final Duration REJOIN = Duration.ofSeconds(75);

    private static final int SETTLE_MILLIS = 1_500;
    private static final int WINDOW_MILLIS = 5_000;

    private final DemoMesh mesh;
    private final LoadClient load;
    private final Path join;
    private final boolean mechanism;
    private final Consumer<String> progress;

    Stories(DemoMesh mesh, LoadClient load, Path join, boolean mechanism, Consumer<String> progress) {
        this.mesh = mesh;
        this.load = load;
        this.join = join;
        this.mechanism = mechanism;
        this.progress = progress;
    }

    /** What must be applied before the load begins. */
    static String manifests(DemoConfig.Scenario scenario, boolean mechanism) {
        return switch (scenario) {
            case CANARY -> Manifests.canary(0);
            case FAULT -> Manifests.retries("reviews", mechanism ? 2 : 0, "1s", "5xx");
            case FAILOVER -> {
                int attempts = failoverAttempts(mechanism);
                yield Manifests.retries("catalog", attempts, "400ms", SAFE_AND_SLOW)
                        + Manifests.retries("reviews", attempts, "800ms", SAFE_AND_SLOW)
                        + Manifests.retries("ratings", attempts, "400ms", SAFE_AND_SLOW);
            }
            case UPGRADE ->
                Manifests.retries("catalog", 0, PATIENT, SAFE_AND_SLOW)
                        + Manifests.retries("reviews", 0, PATIENT, SAFE_AND_SLOW)
                        + Manifests.retries("ratings", 0, PATIENT, SAFE_AND_SLOW);
            case OUTAGE -> Manifests.retries("reviews", 2, "1s", "connect-failure,refused-stream,reset");
        };
    }

    /**
     * What the gateway does with a call. In the story of a host that stops answering it waits longer than those behind it do,
     * level by level, so that each retries on its own before the one before it gives up. In that of an upgrade nobody tries
     * anything twice: a retry would hide that a listening socket was closed for a moment.
     */
    static String shop(int ingressPort, Optional<DemoConfig.Scenario> scenario, boolean mechanism) {
        return switch (scenario.orElse(DemoConfig.Scenario.CANARY)) {
            case FAILOVER -> Manifests.shop(ingressPort, "2s", failoverAttempts(mechanism));
            case UPGRADE -> Manifests.shop(ingressPort, "", 0);
            case CANARY, FAULT, OUTAGE -> Manifests.shop(ingressPort, "", -1);
        };
    }

    private static int failoverAttempts(boolean mechanism) {
        return mechanism ? 3 : 0;
    }

    ScenarioResult play(DemoConfig.Scenario scenario) throws DemoException, IOException, InterruptedException {
        return switch (scenario) {
            case CANARY -> canary();
            case FAULT -> fault();
            case FAILOVER -> failover();
            case UPGRADE -> upgrade();
            case OUTAGE -> outage();
        };
    }

    private ScenarioResult canary() throws DemoException, InterruptedException {
        LoadReport before = window("version 1 alone");
        shift(50);
        LoadReport half = window("half of the calls to version 2");
        shift(100);
        LoadReport all = window("all calls to version 2");
        Map<String, Object> measured = new LinkedHashMap<>();
        measured.put("shareOfV2Before", share(before, "reviews-v2"));
        measured.put("shareOfV2AtHalf", share(half, "reviews-v2"));
        measured.put("shareOfV2AtAll", share(all, "reviews-v2"));
        int failed = load.report().failed();
        measured.put("failed", failed);
        boolean passed = share(before, "reviews-v2") == 0
                && Math.abs(share(half, "reviews-v2") - 0.5) <= 0.15
                && share(all, "reviews-v2") == 1
                && failed == 0;
        return new ScenarioResult(
                "canary",
                "version 2 of reviews gets 0 %, then 50 % (±15 points), then 100 % of the calls, and no request fails",
                measured,
                passed);
    }

    private void shift(int percent) throws DemoException, InterruptedException {
        if (mechanism) {
            mesh.apply(Manifests.canary(percent));
        }
        Thread.sleep(SETTLE_MILLIS);
    }

    private LoadReport window(String what) throws InterruptedException {
        progress.accept(what);
        long from = System.nanoTime();
        Thread.sleep(WINDOW_MILLIS);
        long to = System.nanoTime();
        Thread.sleep(200);
        return load.report().since(from).until(to);
    }

    private static double share(LoadReport report, String version) {
        long all = report.reviews().values().stream().mapToLong(Long::longValue).sum();
        return all == 0 ? 0 : (double) report.reviews().getOrDefault(version, 0L) / all;
    }

    private ScenarioResult fault() throws DemoException, IOException, InterruptedException {
        progress.accept("an instance of reviews that answers 503 joins on host-a");
        Shop.Instance bad = mesh.shop().instance("reviews", "v3", Shop.HOST_A).failing();
        mesh.startWorkload(bad);
        mesh.await("the failing instance is called", bad.name(), () -> faults() > 0);
        Thread.sleep(WINDOW_MILLIS);
        long ejectedAt = faults();
        Thread.sleep(WINDOW_MILLIS);
        long later = faults();
        long ejections = ejections(Shop.HOST_A) + ejections(Shop.HOST_B);
        LoadReport report = load.report();
        Map<String, Object> measured = new LinkedHashMap<>();
        measured.put("faultsAnswered", later);
        measured.put("ejections", ejections);
        measured.put("faultsAnsweredAfterEjection", later - ejectedAt);
        measured.put("failed", report.failed());
        measured.put("failures", report.failures());
        return new ScenarioResult(
                "fault",
                "an instance that answers 503 is called, retried elsewhere and ejected; no client sees a failure",
                measured,
                report.failed() == 0 && ejections > 0 && later == ejectedAt);
    }

    /** 503s given by version 3 of reviews, as its own proxy has counted them. */
    private long faults() {
        return sum(Shop.HOST_A, "reviews", "503");
    }

    /** How often the proxy of a host has taken an instance of reviews out of the rotation. */
    private long ejections(String host) {
        return Math.round(mesh.metrics(host).orElse(List.of()).stream()
                .filter(sample -> sample.name().equals("envoy_cluster_outlier_detection_ejections_enforced_total")
                        && sample.label("envoy_cluster_name").contains("reviews"))
                .mapToDouble(MetricSample::value)
                .sum());
    }

    private long sum(String host, String service, String code) {
        double sum = 0;
        for (MetricSample sample : mesh.metrics(host).orElse(List.of())) {
            if (sample.name().equals("istio_requests_total")
                    && sample.label("reporter").equals("destination")
                    && (service.isEmpty()
                            || sample.label("destination_service_name").equals(service))
                    && (code.isEmpty() || sample.label("response_code").equals(code))) {
                sum += sample.value();
            }
        }
        return Math.round(sum);
    }

    /** Killed, started again, and in a second run stopped: what is stopped keeps its connections open and says nothing. */
    private ScenarioResult failover() throws DemoException, IOException, InterruptedException {
        Map<String, Object> measured = new LinkedHashMap<>();
        boolean killed = lose(measured, "killed", "KILL");
        progress.accept("host-b is started again");
        long from = System.nanoTime();
        startHost();
        boolean back = servesAgain();
        measured.put("hostServesAgain", back);
        LoadReport rejoin = load.report().since(from);
        measured.put("rejoinFailed", rejoin.failed());
        failures(measured, rejoin, from);
        boolean stopped = back && lose(measured, "stopped", "STOP");
        signalHost("CONT");
        return new ScenarioResult(
                "failover",
                "a host's processes are killed, and in a second run stopped, under load: no GET fails but answers"
                        + " already begun, and after 3 s none is slow; nor does one fail when the host comes back",
                measured,
                killed && stopped && rejoin.failed() == 0);
    }

    /** A host to which nobody sends anything any more is no error of the demo: it is what the story is about. */
    private boolean servesAgain() throws InterruptedException {
        try {
            mesh.await("host-b serves again", Shop.HOST_B, REJOIN, () -> pagesOfB() > 50);
            return true;
        } catch (DemoException e) {
            progress.accept(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void startHost() throws IOException {
        mesh.startNode(Shop.HOST_B, Shop.HOST_B, join);
        for (Shop.Instance instance : mesh.shop().instances()) {
            if (instance.host().equals(Shop.HOST_B)) {
                mesh.startWorkload(instance);
            }
        }
    }

    private long pagesOfB() {
        return sum(Shop.HOST_B, "storefront", "200");
    }

    private boolean lose(Map<String, Object> measured, String word, String signal)
            throws IOException, InterruptedException {
        Thread.sleep(SETTLE_MILLIS);
        progress.accept("all processes of host-b are " + word);
        mesh.processes().guardTrees();
        long from = System.nanoTime();
        signalHost(signal);
        Thread.sleep(WINDOW_MILLIS + 3_000L);
        LoadReport report = load.report().since(from);
        long begun = report.failures().getOrDefault("CUT_SHORT", 0L);
        long failed = report.failed() - begun;
        double recovered = report.samples().stream()
                .filter(sample -> !sample.good() || sample.latencyNanos() > SLOW_MILLIS * 1e6)
                .mapToDouble(sample -> (sample.sentNanos() - from) / (double) TimeUnit.SECONDS.toNanos(1))
                .max()
                .orElse(0);
        measured.put(word + "Requests", report.requests());
        measured.put(word + "Failed", failed);
        measured.put(word + "CutShort", begun);
        if (report.failed() > 0) {
            measured.put(word + "Failures", report.failures());
            measured.put(word + "FailedSecondsAfter", report.failedWhen(from));
        }
        measured.put(word + "RecoveredSeconds", Math.round(recovered * 100) / 100.0);
        progress.accept("%s: %d of %d requests failed, recovered after %.1f s"
                .formatted(word, failed, report.requests(), recovered));
        return failed == 0 && recovered <= RECOVERY_SECONDS;
    }

    /** To the node of host-b and to all that runs there. */
    private void signalHost(String signal) throws IOException, InterruptedException {
        mesh.processes().signal(Shop.HOST_B, signal);
        for (String name : mesh.workloadsOf(Shop.HOST_B)) {
            mesh.processes().signal(name, signal);
        }
    }

    private ScenarioResult upgrade() throws DemoException, IOException, InterruptedException {
        Thread.sleep(SETTLE_MILLIS);
        long from = System.nanoTime();
        Process old = mesh.processes().find(Shop.HOST_A).orElseThrow();
        progress.accept("a new node process takes over host-a");
        mesh.processes().rename(Shop.HOST_A, "host-a-old");
        if (!mechanism) {
            mesh.processes().stop("host-a-old");
        }
        mesh.startNode(Shop.HOST_A, Shop.HOST_A, join);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (old.isAlive() && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
        boolean ended = !old.isAlive();
        mesh.processes().forget("host-a-old");
        long served = awaitServing(Shop.HOST_A);
        Thread.sleep(WINDOW_MILLIS);
        LoadReport report = load.report().since(from);
        Map<String, Object> measured = new LinkedHashMap<>();
        measured.put("requests", report.requests());
        measured.put("failed", report.failed());
        failures(measured, report, from);
        measured.put("oldProcessEnded", ended);
        measured.put("servedByNewProcess", served);
        return new ScenarioResult(
                "upgrade",
                "the node of host-a is replaced under load: the old process ends, the new one serves, and no request"
                        + " fails though nobody retries",
                measured,
                report.failed() == 0 && ended && served > 0);
    }

    private static void failures(Map<String, Object> measured, LoadReport report, long from) {
        if (report.failed() > 0) {
            measured.put("failures", report.failures());
            measured.put("failedSecondsAfter", report.failedWhen(from));
        }
    }

    /** How many calls a host has answered, as soon as it has answered any; one that was ejected comes back after a while. */
    private long awaitServing(String host) throws InterruptedException {
        long deadline = System.nanoTime() + REJOIN.toNanos();
        while (sum(host, "", "200") == 0 && System.nanoTime() < deadline) {
            Thread.sleep(100);
        }
        return sum(host, "", "200");
    }

    private ScenarioResult outage() throws DemoException, IOException, InterruptedException {
        Thread.sleep(SETTLE_MILLIS);
        long from = System.nanoTime();
        progress.accept("the control plane is killed");
        mesh.processes().kill(DemoMesh.CONTROL_PLANE);
        Thread.sleep(SETTLE_MILLIS);
        progress.accept("the node of host-b is restarted with nothing but its state folder");
        mesh.processes().stop(Shop.HOST_B);
        if (!mechanism) {
            Files.move(
                    mesh.folder().resolve(Shop.HOST_B).resolve("state"),
                    mesh.folder().resolve(Shop.HOST_B).resolve("state.gone"));
        }
        mesh.startNode(Shop.HOST_B, Shop.HOST_B, join);
        long served = awaitServing(Shop.HOST_B);
        Thread.sleep(WINDOW_MILLIS);
        LoadReport report = load.report().since(from);
        Map<String, Object> measured = new LinkedHashMap<>();
        measured.put("requests", report.requests());
        measured.put("failed", report.failed());
        failures(measured, report, from);
        measured.put("servedByRestartedNode", served);
        return new ScenarioResult(
                "outage",
                "with the control plane dead, a node restarted with its state folder alone serves, and no request"
                        + " fails",
                measured,
                report.failed() == 0 && served > 0);
    }
}
