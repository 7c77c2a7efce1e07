// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.proxy.cluster.Cluster;
import io.mainstay.proxy.config.ProxySnapshot;
import io.mainstay.proxy.config.SnapshotHolder;
import io.mainstay.proxy.filter.TransportSockets;
import io.mainstay.proxy.runtime.LoopGroup;
import io.mainstay.proxy.runtime.Worker;
import io.mainstay.proxy.stream.HttpProtocol;
import java.util.Map;

/**
 * What all connection managers of one event loop share. Confined to it.
 *
 * @param worker the loop
 * @param pools upstream connections
 * @param snapshots what to route by
 * @param downstreamCodecs by protocol; HTTP/1.1 always
 */
public record HttpLoop(
        Worker worker,
        UpstreamPools pools,
        SnapshotHolder<ProxySnapshot> snapshots,
        Map<HttpProtocol, DownstreamCodec> downstreamCodecs) {
    /** Puts the shared parts of a loop together. */
    public static HttpLoop of(
            Worker worker,
            LoopGroup group,
            SnapshotHolder<ProxySnapshot> snapshots,
            TransportSockets sockets,
            Map<HttpProtocol, DownstreamCodec> downstreamCodecs,
            Map<HttpProtocol, UpstreamCodec> upstreamCodecs) {
        NettyConnector connector = new NettyConnector(worker, group, sockets, upstreamCodecs);
        UpstreamPools pools = new UpstreamPools(worker, connector, () -> clusters(snapshots));
        return new HttpLoop(worker, pools, snapshots, downstreamCodecs);
    }

    private static Map<String, Cluster> clusters(SnapshotHolder<ProxySnapshot> snapshots) {
        return snapshots.current().clusters();
    }
}
