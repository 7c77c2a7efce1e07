// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.bench.control;

import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.mainstay.cli.api.ApiClient;
import io.mainstay.cli.api.ServerAddress;
import io.mainstay.controlplane.ca.CertificateAuthority;
import io.mainstay.security.Csr;
import io.mainstay.security.JoinString;
import io.mainstay.security.KeyPairs;
import io.mainstay.security.SpiffeId;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Measures a control plane that runs beside it. Arguments: its socket, its mTLS port, its process id, how many services, how many
 * hosts, {@code sotw} or {@code delta}, rounds. Prints one JSON object a line.
 */
public final class ControlPlaneLoad {
    private static final int SERVICES_PER_NAMESPACE = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ApiClient api;
    private final int port;
    private final String pid;
    private final int services;
    private final boolean delta;
    private final List<SimulatedHost> hosts = new ArrayList<>();
    private volatile Watch watch = new Watch("", "", 0, new CountDownLatch(0), new ArrayList<>());

    /** What is waited for: a word in resources of a type that mention a service, each host once. */
    private record Watch(String typeUrl, String name, int mark, CountDownLatch left, List<SimulatedHost> seen) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Double> delays = new ArrayList<>();
    private volatile long begun;

    private ControlPlaneLoad(ApiClient api, int port, String pid, int services, boolean delta) {
        this.api = api;
        this.port = port;
        this.pid = pid;
        this.services = services;
        this.delta = delta;
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 1) {
            signings(Path.of(arguments[0]));
            return;
        }
        ControlPlaneLoad load = new ControlPlaneLoad(
                new ApiClient(new ServerAddress.Unix(Path.of(arguments[0]))),
                Integer.parseInt(arguments[1]),
                arguments[2],
                Integer.parseInt(arguments[3]),
                arguments[5].equals("delta"));
        load.run(Integer.parseInt(arguments[4]), Integer.parseInt(arguments[6]));
        System.exit(0);
    }

    /** One thread: check a request and sign, as the service does for each. */
    private static void signings(Path folder) throws Exception {
        CertificateAuthority authority =
                CertificateAuthority.open("cluster.local", folder, InstantSource.system(), new SecureRandom());
        SpiffeId identity = SpiffeId.workload("cluster.local", "default", "a");
        String request = Csr.create(KeyPairs.generateP256(), identity);
        for (int seconds : new int[] {4, 5}) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            long begun = System.nanoTime();
            int count = 0;
            while (System.nanoTime() < end) {
                Csr csr = Csr.parse(request);
                if (csr.provesPossession()) {
                    var _ = authority.sign(csr.publicKey(), identity, Duration.ofHours(1));
                    count++;
                }
            }
            if (seconds == 5) {
                line("signing", "perSecondPerCore", count / ((System.nanoTime() - begun) / 1e9));
            }
        }
    }

    private void run(int count, int rounds) throws Exception {
        apply(serviceTexts());
        JoinString join = JoinString.parse(
                        api.createToken("node", "*", Duration.ofHours(1)).join())
                .orElseThrow();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        long start = System.nanoTime();
        try (ExecutorService workers = Executors.newFixedThreadPool(16)) {
            List<Future<SimulatedHost>> made = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                made.add(workers.submit(() -> host(number, join, timer)));
            }
            for (Future<SimulatedHost> host : made) {
                hosts.add(host.get());
            }
            line("enrol-all", "hosts", count, "seconds", secondsSince(start));
            long registering = System.nanoTime();
            List<Future<?>> registered = new ArrayList<>();
            hosts.forEach(host -> registered.add(workers.submit(() -> host.register(7000))));
            for (Future<?> each : registered) {
                each.get();
            }
            line("register-all", "hosts", count, "seconds", secondsSince(registering));
        }
        connect(count);
        endpointChanges(rounds);
        routeChanges(rounds);
        idle();
    }

    private SimulatedHost host(int number, JoinString join, ScheduledExecutorService timer) throws IOException {
        int service = number % services;
        return new SimulatedHost(
                number,
                "ns" + service / SERVICES_PER_NAMESPACE,
                "s" + service,
                port,
                join,
                delta,
                timer,
                this::received);
    }

    private List<String> serviceTexts() {
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < services; i++) {
            text.append(
                    "---\n{apiVersion: v1, kind: Service, metadata: {name: s%d, namespace: ns%d}, spec: {ports: [{name: http, port: 80}]}}\n"
                            .formatted(i, i / SERVICES_PER_NAMESPACE));
            if (i % 500 == 499 || i == services - 1) {
                texts.add(text.toString());
                text.setLength(0);
            }
        }
        return texts;
    }

    private void apply(List<String> texts) throws Exception {
        for (String text : texts) {
            var _ = api.apply(text, "default", false);
        }
    }

    private void connect(int count) throws Exception {
        double cpu = cpuSeconds();
        long start = System.nanoTime();
        hosts.forEach(SimulatedHost::follow);
        long deadline = start + PATIENCE.toNanos();
        while (!hosts.stream().allMatch(SimulatedHost::complete)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        hosts.stream().filter(host -> !host.complete()).count() + " hosts are not complete");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        line(
                delta ? "connect-all-delta" : "connect-all-sotw",
                "hosts",
                count,
                "services",
                services,
                "seconds",
                secondsSince(start),
                "serverCpuSeconds",
                cpuSeconds() - cpu,
                "serverRssMb",
                rssMb());
    }

    /** From the registration's call to every host of the namespace having the new endpoint. */
    private void endpointChanges(int rounds) throws Exception {
        double cpu = cpuSeconds();
        long all = System.nanoTime();
        for (int round = 0; round < rounds; round++) {
            SimulatedHost changed = hosts.get(round * 37 % hosts.size());
            expect(TypeUrls.ENDPOINT, changed, 20_001 + round);
            changed.register(20_001 + round);
            awaitAll("an endpoint");
        }
        report("endpoint-change", rounds, cpu, secondsSince(all));
    }

    /** From the call that applies a route to every host of the namespace having it. */
    private void routeChanges(int rounds) throws Exception {
        double cpu = cpuSeconds();
        long all = System.nanoTime();
        for (int round = 0; round < rounds; round++) {
            SimulatedHost called = hosts.get(round * 37 % hosts.size());
            expect(TypeUrls.ROUTE, called, 301 + round);
            apply(List.of("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r, namespace: %s}
                spec:
                  parentRefs: [{group: "", kind: Service, name: %s}]
                  rules: [{backendRefs: [{name: %s, port: 80}], timeouts: {request: %ds}}]
                """.formatted(called.namespace(), called.service(), called.service(), 301 + round)));
            awaitAll("a route");
        }
        report("route-change", rounds, cpu, secondsSince(all));
    }

    private void expect(String typeUrl, SimulatedHost about, int mark) {
        int concerned = (int) hosts.stream()
                .filter(host -> host.namespace().equals(about.namespace()))
                .count();
        String name = about.service() + "." + about.namespace() + ".";
        watch = new Watch(typeUrl, name, mark, new CountDownLatch(concerned), new ArrayList<>());
        begun = System.nanoTime();
    }

    private void awaitAll(String what) throws InterruptedException {
        if (!watch.left().await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(watch.left().getCount() + " hosts did not get " + what);
        }
    }

    private void received(SimulatedHost host, XdsResource resource) {
        Watch now = watch;
        if (!resource.body().getTypeUrl().equals(now.typeUrl())
                || !resource.name().contains(now.name())) {
            return;
        }
        try {
            boolean there = now.typeUrl().equals(TypeUrls.ENDPOINT)
                    ? ClusterLoadAssignment.parseFrom(resource.body().getValue())
                            .toString()
                            .contains("port_value: " + now.mark())
                    : RouteConfiguration.parseFrom(resource.body().getValue())
                            .toString()
                            .contains("seconds: " + now.mark());
            if (there) {
                arrived(now, host);
            }
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private void arrived(Watch watched, SimulatedHost host) {
        lock.lock();
        try {
            if (!watched.seen().contains(host)) {
                watched.seen().add(host);
                delays.add((System.nanoTime() - begun) / 1e6);
                watched.left().countDown();
            }
        } finally {
            lock.unlock();
        }
    }

    private void report(String scenario, int rounds, double cpuBefore, double seconds) {
        List<Double> sorted = delays.stream().sorted().toList();
        delays.clear();
        line(
                scenario,
                "rounds",
                rounds,
                "deliveries",
                sorted.size(),
                "p50Millis",
                sorted.get(sorted.size() / 2),
                "p99Millis",
                sorted.get((int) Math.min(sorted.size() - 1L, sorted.size() * 99L / 100)),
                "maxMillis",
                sorted.getLast(),
                "serverCpuMillisPerChange",
                (cpuSeconds() - cpuBefore) * 1000 / rounds,
                "seconds",
                seconds);
    }

    /** What it costs that everybody is connected. */
    private void idle() {
        double cpu = cpuSeconds();
        long start = System.nanoTime();
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(5));
        line(
                "idle",
                "hosts",
                hosts.size(),
                "serverCores",
                (cpuSeconds() - cpu) / secondsSince(start),
                "serverRssMb",
                rssMb());
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private double cpuSeconds() {
        String stat = read("/proc/" + pid + "/stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    private double rssMb() {
        return read("/proc/" + pid + "/status")
                .lines()
                .filter(text -> text.startsWith("VmRSS:"))
                .mapToDouble(text -> Double.parseDouble(text.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void line(String scenario, Object... fields) {
        StringBuilder out =
                new StringBuilder("{\"scenario\":\"").append(scenario).append('"');
        for (int i = 0; i < fields.length; i += 2) {
            Object value = fields[i + 1] instanceof Double number ? Math.round(number * 1000) / 1000.0 : fields[i + 1];
            out.append(",\"").append(fields[i]).append("\":").append(value);
        }
        System.out.println(out.append('}'));
    }
}
