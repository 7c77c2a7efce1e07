// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mainstay.agent.control.ControlConnection;
import io.mainstay.agent.control.ControlMessage;
import io.mainstay.agent.control.ControlMessage.Verb;
import io.mainstay.agent.loopback.LoopbackAddress;
import io.mainstay.agent.run.RunConfig;
import io.mainstay.agent.run.WorkloadRun;
import io.mainstay.model.Locality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A workload from its first to its last moment: a real application, a real node agent, a fake mesh. */
@Timeout(120)
class WorkloadLifeTest {
    private static final String SERVER = """
        import java.net.*; import java.nio.file.*;
        void main(String[] a) throws Exception {
          try (var s = new ServerSocket(Integer.parseInt(System.getenv("PORT")), 5, InetAddress.getByName(System.getenv("BIND")))) {
            Files.writeString(Path.of(a[0]), System.getenv("FRIEND_SERVICE_HOST") + ":" + System.getenv("FRIEND_SERVICE_PORT"));
            while (true) s.accept().close();
          }
        }
        """;

    @TempDir
    Path folder;

    private final Journal said = new Journal();
    private LoopbackAddress host;
    private FakeMesh mesh;
    private NodeAgent agent;

    @BeforeEach
    void startNode() throws IOException {
        host = LoopbackAddress.take("workload-life-host");
        mesh = new FakeMesh(host.text());
        agent = node();
    }

    @AfterEach
    void stopNode() throws IOException {
        agent.close();
        mesh.deregister(new WorkloadId("default", "shop"));
        host.close();
    }

    @Test
    void theExitCodeIsTheApplications() throws IOException, InterruptedException {
        assertThat(new WorkloadRun(config(-1, "sh", "-c", "exit 7"), said::add).run())
                .isEqualTo(7);
        assertThat(mesh.calls.lines())
                .containsExactly(
                        "caller default/shop",
                        "hold spiffe://mesh/ns/default/sa/shop",
                        "release spiffe://mesh/ns/default/sa/shop",
                        "deregister default/shop");
    }

    @Test
    void callersComeWhenTheApplicationListensAndLeaveBeforeItStops() throws Exception {
        WorkloadRun run = new WorkloadRun(server(), said::add);
        CompletableFuture<Integer> code = started(run);
        said.awaitLine(" serves at ");
        assertThat(Files.readString(folder.resolve("started")))
                .startsWith("127.")
                .endsWith(":" + FakeMesh.VIRTUAL_PORT);
        mesh.calls.add("stop");

        assertThat(run.stop()).contains(143);

        assertThat(code.get(40, TimeUnit.SECONDS)).isEqualTo(143);
        assertThat(mesh.calls.lines())
                .containsExactly(
                        "caller default/shop",
                        "hold spiffe://mesh/ns/default/sa/shop",
                        "server default/shop",
                        "stop",
                        "caller default/shop",
                        "release spiffe://mesh/ns/default/sa/shop",
                        "deregister default/shop");
    }

    @Test
    void aWorkloadWhoseRunIsKilledIsForgottenAtOnce() throws Exception {
        try (ControlConnection run = ControlConnection.open(folder.resolve("node.sock"))) {
            run.send(new ControlMessage(
                    Verb.ENROL,
                    Map.of(
                            "namespace", "default",
                            "name", "shop",
                            "service", "shop",
                            "outbound-address", host.text(),
                            "application-address", host.text(),
                            "application-port", "8080")));
            while (run.receive().orElseThrow().verb() != Verb.ADMITTED) {
                assertThat(mesh.calls.lines()).doesNotContain("deregister default/shop");
            }
        }
        long ended = System.nanoTime();

        mesh.calls.await(all -> all.contains("deregister default/shop"));

        assertThat(Duration.ofNanos(System.nanoTime() - ended)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aNewNodeFindsTheWorkloadWhereTheOldOneLeftIt() throws Exception {
        WorkloadRun run = new WorkloadRun(server(), said::add);
        CompletableFuture<Integer> code = started(run);
        said.awaitLine(" serves at ");

        agent.retire();
        mesh.away = true;
        agent = node();
        said.awaitLine("attached to the node again");
        mesh.away = false;
        mesh.calls.await(all -> Collections.frequency(all, "server default/shop") == 2);

        assertThat(mesh.calls.lines()).doesNotContain("deregister default/shop");
        assertThat(run.stop()).contains(143);
        assertThat(code.get(40, TimeUnit.SECONDS)).isEqualTo(143);
        assertThat(mesh.calls.lines()).contains("deregister default/shop");
    }

    @Test
    void withoutANodeTheErrorSaysWhatToDo() {
        agent.retire();

        assertThatThrownBy(() -> new WorkloadRun(config(-1, "true"), said::add).run())
                .hasMessageContaining("mainstay node");
    }

    @Test
    void aWorkloadThatRunsAlreadyIsRefused() throws Exception {
        WorkloadRun run = new WorkloadRun(server(), said::add);
        CompletableFuture<Integer> code = started(run);
        said.awaitLine(" serves at ");

        assertThatThrownBy(() -> new WorkloadRun(server(), said::add).run())
                .hasMessageContaining("running on this host already");

        assertThat(run.stop()).contains(143);
        assertThat(code.get(40, TimeUnit.SECONDS)).isEqualTo(143);
    }

    private NodeAgent node() throws IOException {
        NodeConfig config = new NodeConfig(
                "host-a",
                NodeConfig.Role.NODE,
                host.text(),
                Locality.UNKNOWN,
                "",
                new NodeConfig.HostPort("127.0.0.1", 1),
                "mesh",
                folder,
                folder);
        NodeAgent started = new NodeAgent(config, mesh, mesh);
        started.recover();
        started.open();
        return started;
    }

    private RunConfig server() throws IOException {
        Path source = Files.writeString(folder.resolve("Server.java"), SERVER);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return config(
                0,
                java,
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                source.toString(),
                folder.resolve("started").toString());
    }

    private RunConfig config(int port, String... command) {
        return new RunConfig(
                "default",
                "shop",
                "shop",
                "",
                "v1",
                Map.of(),
                port,
                List.of(command),
                folder.resolve("node.sock"),
                Duration.ZERO,
                Duration.ofSeconds(10),
                false);
    }

    private static CompletableFuture<Integer> started(WorkloadRun run) {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                code.complete(run.run());
            } catch (IOException | InterruptedException e) {
                code.completeExceptionally(e);
            }
        });
        return code;
    }
}
