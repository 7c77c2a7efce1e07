// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.BoolValue;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.mainstay.controlplane.translate.Goldens;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.XdsSnapshot;
import io.mainstay.xds.grpc.Scheduler;
import io.mainstay.xds.grpc.ServerLimits;
import io.mainstay.xds.server.NodeStatus;
import io.mainstay.xds.server.SnapshotSource;
import io.mainstay.xds.server.TypeStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Envoy accepts every golden. */
@Tag("conformance")
class GoldenEnvoyTest {
    @TempDir
    private Path folder;

    /** All at once: each waits a quarter of a minute for secrets that nobody serves here. */
    @Test
    void envoyAcceptsEveryGolden() throws Exception {
        Path envoy = envoy();
        List<Trial> trials = new ArrayList<>();
        try {
            for (Path golden : Goldens.folders()) {
                for (Map.Entry<String, XdsSnapshot> made :
                        Goldens.translate(golden).entrySet()) {
                    if (!made.getValue().resources().isEmpty()) {
                        trials.add(
                                new Trial(envoy, golden.getFileName() + "/" + made.getKey(), unbound(made.getValue())));
                    }
                }
            }
            assertThat(trials).hasSizeGreaterThan(6);
            for (Trial trial : trials) {
                trial.await();
                assertThat(trial.ads.nodes().getFirst().types())
                        .as(trial.name)
                        .allSatisfy(type -> assertThat(type.refusal()).isEmpty());
                assertThat(trial.ads.refusals()).as(trial.name).isZero();
            }
        } finally {
            for (Trial trial : trials) {
                trial.close();
            }
        }
    }

    @Test
    void envoyRefusesWhatIsWrong() throws Exception {
        XdsSnapshot wrong = XdsSnapshot.of(
                "1",
                List.of(XdsResource.of(
                        "wrong",
                        TypeUrls.CLUSTER,
                        Cluster.newBuilder()
                                .setName("wrong")
                                .setType(Cluster.DiscoveryType.EDS)
                                .build())));
        try (Trial trial = new Trial(envoy(), "wrong", wrong)) {
            trial.await();
            assertThat(trial.ads.refusals()).isPositive();
        }
    }

    private static Path envoy() {
        Optional<Path> envoy = EnvoyProcess.find();
        assumeTrue(envoy.isPresent(), "no envoy: set ENVOY or put it on the path");
        return envoy.orElseThrow();
    }

    /** An Envoy and a server that has one thing to say. */
    private final class Trial implements AutoCloseable {
        final String name;
        final AdsServer ads;
        private final XdsSnapshot snapshot;
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        private final LocalEndpoint endpoint;
        private final EnvoyProcess process;

        Trial(Path envoy, String name, XdsSnapshot snapshot) throws IOException {
            this.name = name;
            this.snapshot = snapshot;
            SnapshotSource source = (_, _, listener) -> {
                listener.changed(snapshot);
                return () -> {};
            };
            this.ads = new AdsServer(source, Scheduler.of(Clock.systemUTC(), timer), ServerLimits.DEFAULT);
            this.endpoint = new LocalEndpoint(0, ads.services()).start();
            Path own = Files.createDirectories(folder.resolve(name));
            this.process = new EnvoyProcess(envoy, own, endpoint.port(), "GRPC");
        }

        void await() throws IOException {
            process.await(name + " is accepted or refused", () -> settled(ads, snapshot));
        }

        @Override
        public void close() {
            process.close();
            endpoint.close();
            ads.close();
            timer.shutdownNow();
        }
    }

    /** Everything that Envoy asks for was sent and answered: routes of listeners and endpoints of clusters too, where there are any. */
    private static boolean settled(AdsServer ads, XdsSnapshot snapshot) {
        List<NodeStatus> nodes = ads.nodes();
        if (nodes.isEmpty()) {
            return false;
        }
        List<TypeStatus> types = nodes.getFirst().types();
        long wanted = Stream.of(TypeUrls.LISTENER, TypeUrls.CLUSTER, TypeUrls.ROUTE, TypeUrls.ENDPOINT)
                .filter(type -> !snapshot.of(type).isEmpty())
                .count();
        return ads.refusals() > 0
                || (types.stream().filter(type -> type.resources() > 0).count() >= wanted
                        && types.stream().allMatch(type -> type.state() == TypeStatus.State.SYNCED));
    }

    /** The same with listeners that bind nothing: their ports may be taken on the machine that tests. */
    private static XdsSnapshot unbound(XdsSnapshot snapshot) throws InvalidProtocolBufferException {
        List<XdsResource> all = new ArrayList<>();
        for (Map<String, XdsResource> ofOneType : snapshot.resources().values()) {
            all.addAll(ofOneType.values());
        }
        for (XdsResource resource : snapshot.of(TypeUrls.LISTENER).values()) {
            Listener listener = Listener.parseFrom(resource.body().getValue());
            all.remove(resource);
            all.add(XdsResource.of(
                    resource.name(),
                    TypeUrls.LISTENER,
                    listener.toBuilder().setBindToPort(BoolValue.of(false)).build()));
        }
        return XdsSnapshot.of(snapshot.version(), all);
    }
}
