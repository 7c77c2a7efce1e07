// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A control plane and one host, each a process of its own, for tests that act as a user does. */
public final class LocalMesh implements AutoCloseable {
    private static final long CALL_SECONDS = 60;

    private final Path folder;
    private final Mainstay mainstay;
    private final List<Mainstay.Running> running = new ArrayList<>();
    private String listen = "";

    private LocalMesh(Path folder) {
        this.folder = folder;
        this.mainstay = new Mainstay(folder);
    }

    /** Starts both and returns when the host takes workloads. */
    public static LocalMesh start() throws Exception {
        // A short path: a socket's is limited.
        LocalMesh mesh = new LocalMesh(Files.createTempDirectory("mesh-"));
        try {
            mesh.startControlPlane();
            return mesh;
        } catch (Exception | AssertionError e) {
            mesh.close();
            throw e;
        }
    }

    private void startControlPlane() throws Exception {
        listen = "127.0.0.1:" + freePort();
        run("up", List.of("up", "--state", at("up"), "--api-socket", at("api"), "--listen", listen));
        Await.until("the API answers", () -> Files.exists(folder.resolve("api")), there -> there, this::logs);
        Path join = joining("node");
        run(
                "node",
                List.of(
                        "node",
                        "--host",
                        "host-a",
                        "--control-plane",
                        listen,
                        "--join-file",
                        join.toString(),
                        "--state",
                        at("node-state"),
                        "--run-dir",
                        at("node")));
        Await.until(
                "the node takes workloads",
                () -> Files.exists(folder.resolve("node/node.sock")),
                there -> there,
                this::logs);
    }

    /** A file with what lets a host of this role join. */
    private Path joining(String role) throws Exception {
        Mainstay.Outcome token = call("token", "create", "--role", role);
        assertThat(token.code()).as(token.err()).isZero();
        return Files.writeString(folder.resolve("join-" + role), join(token.out()));
    }

    /** Starts a gateway on loopback; a second one takes over from the first. */
    public Mainstay.Running gateway(String name) throws Exception {
        return run(
                name,
                List.of(
                        "gateway",
                        "--host",
                        "edge",
                        "--listen",
                        "127.0.0.1",
                        "--control-plane",
                        listen,
                        "--join-file",
                        joining("gateway").toString(),
                        "--state",
                        at("gateway-state"),
                        "--run-dir",
                        at("gateway")));
    }

    private static String join(String printed) {
        return Stream.of(printed.split("\\s+", -1))
                .max(Comparator.comparingInt(String::length))
                .orElseThrow();
    }

    private String server() {
        return "unix:" + folder.resolve("api");
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Mainstay.Running run(String name, List<String> arguments) throws IOException {
        return run(name, Map.of(), arguments);
    }

    private Mainstay.Running run(String name, Map<String, String> environment, List<String> arguments)
            throws IOException {
        Mainstay.Running started = mainstay.start(name, environment, arguments);
        running.add(started);
        return started;
    }

    /** A verb with the address of the control plane. */
    Mainstay.Outcome call(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--server", server()));
        return mainstay.call(CALL_SECONDS, all.toArray(String[]::new));
    }

    /** Applies resources, which must be accepted. */
    public void apply(String resources) throws Exception {
        Path file = Files.writeString(Files.createTempFile(folder, "apply", ".yaml"), resources);
        Mainstay.Outcome outcome = call("apply", "-f", file.toString());
        assertThat(outcome.code()).as(outcome.err()).isZero();
    }

    /** Starts {@code mainstay run} with these options and this {@link Probe}. */
    Mainstay.Running workload(String name, Map<String, String> environment, List<String> options, String... probe)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of("run", "--name", name, "--node", at("node")));
        arguments.addAll(options);
        arguments.add("--");
        arguments.addAll(Probe.command(probe));
        return run(name, environment, arguments);
    }

    /** Starts a workload that answers for a service and waits until callers reach it. */
    public Mainstay.Running service(String service, String... probe) throws Exception {
        Mainstay.Running started =
                workload(service, Map.of("KEPT", "as it was"), List.of("--service", service, "--port", "0"), probe);
        awaitPrinted(started, " serves at ");
        return started;
    }

    /** Runs a workload that only calls, to its end, and returns all it printed. */
    String caller(String name, String... probe) throws Exception {
        Mainstay.Running started = workload(name, Map.of(), List.of(), probe);
        awaitEnd(started);
        return started.printed();
    }

    /** Waits for a text in what a process prints. */
    public String awaitPrinted(Mainstay.Running process, String text) throws Exception {
        return Await.until(
                process.name() + " prints '" + text + "'",
                process::printed,
                printed -> printed.contains(text),
                this::logs);
    }

    /** Waits for a process to end and returns its exit code. */
    public int awaitEnd(Mainstay.Running process) throws Exception {
        Await.until(process.name() + " ends", process.process()::isAlive, alive -> !alive, this::logs);
        return process.process().exitValue();
    }

    /** Where a workload's proxy is called: the address it printed. */
    static String inbound(String printed) {
        Matcher matcher = Pattern.compile(" serves at ([0-9.]+:[0-9]+)").matcher(printed);
        assertThat(matcher.find()).as(printed).isTrue();
        return matcher.group(1);
    }

    /** What all of its processes printed. */
    public String logs() {
        StringBuilder text = new StringBuilder();
        for (Mainstay.Running each : running) {
            try {
                text.append("--- ").append(each.name()).append('\n').append(each.printed());
            } catch (IOException e) {
                text.append(e.getMessage()).append('\n');
            }
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        for (Mainstay.Running each : running.reversed()) {
            Mainstay.end(each.process());
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
