// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.serve;

import io.grpc.BindableService;
import io.mainstay.xds.grpc.DiscoveryServer;
import io.mainstay.xds.grpc.Scheduler;
import io.mainstay.xds.grpc.ServerLimits;
import io.mainstay.xds.grpc.StreamEvents;
import io.mainstay.xds.server.NodeStatus;
import io.mainstay.xds.server.SnapshotSource;
import io.mainstay.xds.server.TypeStatus;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The aggregated discovery service of a control plane: what {@code translate} makes, to every node that may have it. A service only; the
 * port it is on is somebody else's.
 */
public final class AdsServer implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(AdsServer.class);

    private final LongAdder pushes = new LongAdder();
    private final LongAdder pushedBytes = new LongAdder();
    private final LongAdder refusals = new LongAdder();
    private final DiscoveryServer discovery;

    public AdsServer(SnapshotSource source, Scheduler scheduler, ServerLimits limits) {
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
        return pushes.sum();
    }

    /** Bytes of the responses sent since the start, before compression. */
    public long pushedBytes() {
        return pushedBytes.sum();
    }

    /** Responses refused, wholly or in part, since the start. */
    public long refusals() {
        return refusals.sum();
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
            refusals.increment();
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
        public void sent(NodeStatus node, String typeUrl, int bytes) {
            pushes.increment();
            pushedBytes.add(bytes);
            LOGGER.debug("pushed node={} typeUrl={} bytes={}", node.node().id(), typeUrl, bytes);
        }
    }
}
