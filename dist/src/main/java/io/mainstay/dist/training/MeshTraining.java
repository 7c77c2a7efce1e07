// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.training;

import io.mainstay.agent.loopback.LoopbackAddress;
import io.mainstay.cli.api.ApiClient;
import io.mainstay.cli.api.ApiException;
import io.mainstay.cli.api.ServerAddress;
import io.mainstay.cli.http.HttpCall;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The smallest mesh there is: a control plane, a host, and an application that calls itself by its service's name. */
final class MeshTraining {
    private static final String SERVICE = """
        apiVersion: v1
        kind: Service
        metadata: {name: echo, namespace: default}
        spec:
          ports: [{name: http, port: 80, appProtocol: http}]
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: echo, namespace: default}
        spec:
          parentRefs: [{group: "", kind: Service, name: echo}]
          rules:
          - backendRefs: [{name: echo, port: 80}]
        """;
    /** Tells where the service is, then stays. */
    private static final String APPLICATION =
            "echo \"$ECHO_SERVICE_HOST $ECHO_SERVICE_PORT\" >\"$0.new\" && mv \"$0.new\" \"$0\" && exec sleep 600";

    private final Path folder;
    private final ApiClient api;

    MeshTraining(Path folder) {
        this.folder = folder;
        this.api = new ApiClient(new ServerAddress.Unix(folder.resolve("api.sock")));
    }

    void run() throws IOException, InterruptedException {
        try (LoopbackAddress control = LoopbackAddress.take("training");
                LoopbackAddress host = LoopbackAddress.take("training host");
                Trainee controlPlane = Trainee.start(log("up"), up(control));
                Upstream upstream = Upstream.start()) {
            controlPlane.await("the API", api::ready);
            Path join = prepare();
            try (Trainee node = Trainee.start(log("node"), node(control, host, join));
                    Trainee workload = Trainee.start(log("run"), workload(upstream.port()))) {
                Path where = folder.resolve("where");
                workload.await("its application", () -> Files.exists(where));
                String[] words = Files.readString(where).strip().split(" ", 2);
                InetSocketAddress service = new InetSocketAddress(words[0], Integer.parseInt(words[1]));
                node.await("an answer through the mesh", () -> Upstream.answers(service, HttpCall.get("/")));
                Upstream.call(service, "/");
                Upstream.lookAround(folder.resolve("host").resolve("admin.sock"));
                workload.end();
                node.end();
            }
            controlPlane.end();
        }
    }

    private Path log(String verb) {
        return folder.resolve(verb + ".log");
    }

    /** Applies what there is and lets a host in. */
    private Path prepare() throws IOException {
        try {
            api.apply(SERVICE, "default", false);
            api.view("workloads");
            return Files.writeString(
                    folder.resolve("join"),
                    api.createToken("node", "*", Duration.ofHours(1)).join());
        } catch (ApiException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private List<String> up(LoopbackAddress address) {
        return List.of(
                "up",
                "--state",
                folder.resolve("control-plane").toString(),
                "--api-socket",
                folder.resolve("api.sock").toString(),
                "--listen",
                address.text() + ":15012");
    }

    private List<String> node(LoopbackAddress controlPlane, LoopbackAddress address, Path join) {
        return List.of(
                "node",
                "--host",
                "training",
                "--address",
                address.text(),
                "--control-plane",
                controlPlane.text() + ":15012",
                "--join-file",
                join.toString(),
                "--state",
                folder.resolve("state").toString(),
                "--run-dir",
                folder.resolve("host").toString());
    }

    private List<String> workload(int port) {
        return List.of(
                "run",
                "--service",
                "echo",
                "--port",
                Integer.toString(port),
                "--node",
                folder.resolve("host").resolve("node.sock").toString(),
                "--wait",
                "120",
                "--",
                "/bin/sh",
                "-c",
                APPLICATION,
                folder.resolve("where").toString());
    }
}
