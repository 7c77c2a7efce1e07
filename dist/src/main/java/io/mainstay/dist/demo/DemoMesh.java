// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.demo;

import io.mainstay.agent.loopback.LoopbackAddress;
import io.mainstay.cli.api.ApiClient;
import io.mainstay.cli.api.ApiException;
import io.mainstay.cli.api.ServerAddress;
import io.mainstay.cli.http.HttpAnswer;
import io.mainstay.cli.http.HttpCall;
import io.mainstay.cli.http.HttpConnection;
import io.mainstay.cli.http.HttpFailure;
import io.mainstay.cli.metrics.MetricSample;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A mesh on one machine: control plane, two hosts in two zones, a gateway, the shop. Every part is a process of its own. */
final class DemoMesh implements AutoCloseable {
    static final String CONTROL_PLANE = "control-plane";
    static final String INGRESS = "ingress";

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration ASK = Duration.ofSeconds(5);
    private static final int FIRST_INGRESS_PORT = 18_080;

    private final Path folder;
    private final Processes processes;
    private final Shop shop;
    private final Map<String, LoopbackAddress> addresses = new LinkedHashMap<>();
    private final ApiClient api;
    private final PortLock ingressPort;
    private final boolean crossesRatings;

    /**
     * Takes addresses; nothing is started.
     *
     * @param crossesRatings whether the first routes lead to versions of reviews that ask ratings
     */
    DemoMesh(Path folder, Processes processes, Shop shop, boolean crossesRatings) throws IOException {
        this.crossesRatings = crossesRatings;
        this.folder = folder;
        this.processes = processes;
        this.shop = shop;
        this.api = new ApiClient(new ServerAddress.Unix(folder.resolve("api.sock")));
        for (String host : List.of(CONTROL_PLANE, Shop.HOST_A, Shop.HOST_B)) {
            addresses.put(host, LoopbackAddress.take("demo " + host));
        }
        this.ingressPort = PortLock.take(FIRST_INGRESS_PORT, FIRST_INGRESS_PORT + 900);
    }

    Path folder() {
        return folder;
    }

    Processes processes() {
        return processes;
    }

    Shop shop() {
        return shop;
    }

    InetSocketAddress ingress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), ingressPort.port());
    }

    String url() {
        return "http://127.0.0.1:" + ingressPort.port();
    }

    void startControlPlane() throws IOException, DemoException, InterruptedException {
        processes.mainstay(
                CONTROL_PLANE,
                List.of(
                        "up",
                        "--state",
                        folder.resolve("control-plane").toString(),
                        "--api-socket",
                        folder.resolve("api.sock").toString(),
                        "--listen",
                        controlPlane(),
                        "--metrics-listen",
                        "127.0.0.1:0"),
                Map.of());
        await("the control plane answers", CONTROL_PLANE, () -> api.ready());
    }

    private String controlPlane() {
        return address(CONTROL_PLANE) + ":15012";
    }

    private String address(String host) {
        LoopbackAddress address = addresses.get(host);
        if (address == null) {
            throw new IllegalArgumentException("no host " + host);
        }
        return address.text();
    }

    void apply(String manifests) throws DemoException {
        try {
            api.apply(manifests, "default", false);
        } catch (ApiException e) {
            throw new DemoException("the control plane refused what the demo applies: " + e.text());
        }
    }

    /** A file with what lets hosts of this role join. */
    Path joinFile(String role) throws IOException, DemoException {
        Path file = folder.resolve("join-" + role);
        try {
            Files.writeString(
                    file, api.createToken(role, "*", Duration.ofHours(1)).join());
        } catch (ApiException e) {
            throw new DemoException("no token: " + e.getMessage());
        }
        return file;
    }

    /** Starts the node of a host; a second one takes over from the first. */
    void startNode(String name, String host, Path join) throws IOException {
        processes.mainstay(
                name,
                List.of(
                        "node",
                        "--host",
                        host,
                        "--address",
                        address(host),
                        "--control-plane",
                        controlPlane(),
                        "--join-file",
                        join.toString(),
                        "--region",
                        "demo",
                        "--zone",
                        "zone-" + host.substring(host.length() - 1),
                        "--state",
                        folder.resolve(host).resolve("state").toString(),
                        "--run-dir",
                        folder.resolve(host).toString()),
                Map.of());
    }

    void startIngress(Path join) throws IOException {
        processes.mainstay(
                INGRESS,
                List.of(
                        "gateway",
                        "--host",
                        INGRESS,
                        "--gateway",
                        "default/ingress",
                        "--listen",
                        "127.0.0.1",
                        "--control-plane",
                        controlPlane(),
                        "--join-file",
                        join.toString(),
                        "--region",
                        "demo",
                        "--zone",
                        "zone-edge",
                        "--state",
                        folder.resolve(INGRESS).resolve("state").toString(),
                        "--run-dir",
                        folder.resolve(INGRESS).toString()),
                Map.of());
    }

    void startWorkload(Shop.Instance instance) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "run",
                "--service",
                instance.service(),
                "--version",
                instance.version(),
                "--name",
                instance.name(),
                "--port",
                "0",
                "--node",
                folder.resolve(instance.host()).resolve("node.sock").toString(),
                "--wait",
                "60",
                "--"));
        command.addAll(instance.command());
        processes.mainstay(instance.name(), command, instance.environment());
    }

    /** Names of the workload processes of a host. */
    List<String> workloadsOf(String host) {
        return shop.instances().stream()
                .filter(instance -> instance.host().equals(host))
                .map(Shop.Instance::name)
                .toList();
    }

    /** Waits until every workload is known and healthy, and a page came through every service. */
    void awaitShop() throws DemoException, InterruptedException {
        int wanted = shop.instances().size();
        await("every workload takes calls", CONTROL_PLANE, () -> serving() >= wanted);
        await("a page that crossed every edge", INGRESS, () -> {
            HttpAnswer answer = page("/books/1");
            String version = answer.header("x-reviews-version").orElse("");
            boolean stars = version.equals("v2") || version.equals("v3");
            return answer.status() == 200 && (stars || !crossesRatings);
        });
    }

    private int serving() throws IOException {
        try {
            int count = 0;
            for (JsonNode workload : api.view("workloads").path("workloads")) {
                count += workload.path("inboundPort").asInt(0) > 0
                                && workload.path("healthy").asBoolean(false)
                        ? 1
                        : 0;
            }
            return count;
        } catch (ApiException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    HttpAnswer page(String path) throws HttpFailure {
        return HttpConnection.once(ingress(), "shop", HttpCall.get(path), ASK);
    }

    /** What a proxy of this mesh counts now; empty when it does not answer. */
    Optional<List<MetricSample>> metrics(String host) {
        try {
            UnixDomainSocketAddress admin =
                    UnixDomainSocketAddress.of(folder.resolve(host).resolve("admin.sock"));
            HttpAnswer answer = HttpConnection.once(admin, "admin", HttpCall.get("/stats/prometheus"), ASK);
            return answer.status() == 200 ? Optional.of(MetricSample.parse(answer.body())) : Optional.empty();
        } catch (HttpFailure _) {
            return Optional.empty();
        }
    }

    /** What the proxies of this mesh count now, always in the same order; nothing of one that does not answer. */
    List<List<MetricSample>> pages() {
        List<List<MetricSample>> pages = new ArrayList<>();
        for (String host : List.of(Shop.HOST_A, Shop.HOST_B, INGRESS)) {
            pages.add(metrics(host).orElse(List.of()));
        }
        return pages;
    }

    /** Something that may fail while it is not so yet. */
    interface Condition {
        boolean holds() throws IOException;
    }

    /** Waits for something; a process that ended meanwhile, or too long a wait, ends the demo. */
    void await(String what, String process, Condition condition) throws DemoException, InterruptedException {
        await(what, process, PATIENCE, condition);
    }

    /** Waits for something as long as {@code patience} says. */
    void await(String what, String process, Duration patience, Condition condition)
            throws DemoException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (IOException _) {
                // Not yet.
            }
            Optional<String> casualty = processes.casualty();
            if (casualty.isPresent()) {
                throw new DemoException(casualty.get() + " has ended; its log: " + processes.log(casualty.get()));
            }
            Thread.sleep(50);
        }
        throw new DemoException(
                "waited " + patience.toSeconds() + " s in vain: " + what + "; see " + processes.log(process));
    }

    /** Workloads first, while their hosts can still drain them. */
    @Override
    public void close() {
        processes.stopAll(shop.instances().stream().map(Shop.Instance::name).toList());
        processes.close();
        addresses.values().forEach(LoopbackAddress::close);
        ingressPort.close();
    }
}
