// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.serve;

import io.grpc.BindableService;
import io.mainstay.controlplane.metrics.Histogram;
import io.mainstay.controlplane.metrics.LabelledCounter;
import io.mainstay.controlplane.metrics.MetricsText;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.grpc.DiscoveryServer;
import io.mainstay.xds.grpc.Scheduler;
import io.mainstay.xds.grpc.ServerLimits;
import io.mainstay.xds.grpc.StreamEvents;
import io.mainstay.xds.server.NodeStatus;
import io.mainstay.xds.server.SnapshotSource;
import io.mainstay.xds.server.TypeStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The aggregated discovery service of a control plane: what {@code translate} makes, to every node that may have it. A service only; the
 * port it is on is somebody else's.
 */
public final class AdsServer implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(AdsServer.class);

    private final LabelledCounter pushes = new LabelledCounter();
    private final LongAdder pushedBytes = new LongAdder();
    private final LabelledCounter refusals = new LabelledCounter();
    private final Histogram convergence = new Histogram(.01, .03, .1, .3, .5, 1, 3, 5, 10, 20, 30);
    private final Scheduler scheduler;
    private final Supplier<Optional<Instant>> changedAt;
    private final DiscoveryServer discovery;

    /** For sources of which nobody asks how long a change takes. */
    public AdsServer(SnapshotSource source, Scheduler scheduler, ServerLimits limits) {
        this(source, scheduler, limits, Optional::empty);
    }

    /**
     * As above.
     *
     * @param changedAt when the change was noticed that the source serves now
     */
    public AdsServer(
            SnapshotSource source, Scheduler scheduler, ServerLimits limits, Supplier<Optional<Instant>> changedAt) {
        this.scheduler = scheduler;
        this.changedAt = changedAt;
        discovery = new DiscoveryServer(source, scheduler, limits, new Events());
    }

    /** To be added to a gRPC server; identities are those of its clients' certificates. */
    public List<BindableService> services() {
        return List.of(discovery.aggregated());
    }

    /** Every node connected now, with what it was sent, accepted and refused. Any thread. */
    public List<NodeStatus> nodes() {
        return discovery.nodes();
    }

    /** Responses sent since the start. */
    public long pushes() {
        return pushes.total();
    }

    /** What is known here, for Prometheus, under the names Istio's control plane has for it. */
    public void metrics(MetricsText text, String version) {
        text.gauge("pilot_xds", "version=\"" + version + "\"", "Proxies connected.", nodes().size());
        text.counter("pilot_xds_pushes", "Responses sent, by type.", pushes);
        text.counter("pilot_total_xds_rejects", "Responses refused by proxies, wholly or in part, by type.", refusals);
        text.counter("mainstay_xds_pushed_bytes_total", "Bytes of the responses sent.", pushedBytes());
        text.histogram(
                "pilot_proxy_convergence_time",
                "Seconds from a change of the configuration to a response with it being sent to a connected proxy.",
                convergence);
    }

    /** Bytes of the responses sent since the start, before compression. */
    public long pushedBytes() {
        return pushedBytes.sum();
    }

    /** Responses refused, wholly or in part, since the start. */
    public long refusals() {
        return refusals.total();
    }

    /** Ends every stream, so that nodes come back or go elsewhere. */
    @Override
    public void close() {
        discovery.close();
    }

    private final class Events implements StreamEvents {
        @Override
        public void connected(NodeStatus node) {
            LOGGER.info(
                    "node connected node={} identity={} peer={} delta={}",
                    node.node().id(),
                    node.identity().spiffeId().orElse("unproven"),
                    node.identity().peer(),
                    node.delta());
        }

        @Override
        public void refused(NodeStatus node, TypeStatus type) {
            refusals.increment(label(type.typeUrl()));
            LOGGER.warn(
                    "node refused a response node={} typeUrl={} error={}",
                    node.node().id(),
                    type.typeUrl(),
                    type.refusal().map(TypeStatus.Refusal::error).orElse(""));
        }

        @Override
        public void ended(NodeStatus node, String reason) {
            LOGGER.info("node disconnected node={} reason={}", node.node().id(), reason);
        }

        @Override
        public void sent(NodeStatus node, String typeUrl, String version, int bytes) {
            pushes.increment(label(typeUrl));
            converged(node, typeUrl, version);
            pushedBytes.add(bytes);
            LOGGER.debug("pushed node={} typeUrl={} bytes={}", node.node().id(), typeUrl, bytes);
        }

        /** What a new stream gets first is no change. */
        private void converged(NodeStatus node, String typeUrl, String version) {
            boolean change = node.types().stream()
                    .anyMatch(type -> type.typeUrl().equals(typeUrl)
                            && !type.sentVersion().isEmpty()
                            && !type.sentVersion().equals(version));
            if (change) {
                changedAt.get().ifPresent(at -> convergence.observe(Duration.between(at, scheduler.now())));
            }
        }
    }

    /** As Istio labels them. */
    private static String label(String typeUrl) {
        return switch (typeUrl) {
            case TypeUrls.LISTENER -> "type=\"lds\"";
            case TypeUrls.ROUTE -> "type=\"rds\"";
            case TypeUrls.CLUSTER -> "type=\"cds\"";
            case TypeUrls.ENDPOINT -> "type=\"eds\"";
            default -> "type=\"other\"";
        };
    }
}
