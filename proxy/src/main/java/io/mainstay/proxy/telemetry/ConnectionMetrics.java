// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.proxy.filter.ConnectionInfo;
import io.mainstay.proxy.filter.ConnectionObserver;
import java.util.HashSet;
import java.util.Set;

/**
 * Counts the connections of one listener on one loop in Istio's TCP metrics. A connection is counted as opened once it is known where
 * it goes, so that opened and closed carry the same names. Confined to its loop.
 */
final class ConnectionMetrics implements ConnectionObserver {
    private final Scope scope;
    private final TcpMetrics.Table table;
    private final Set<Long> unplaced = new HashSet<>();

    ConnectionMetrics(Scope scope, TcpMetrics.Table table) {
        this.scope = scope;
        this.table = table;
    }

    @Override
    public void onOpen(ConnectionInfo info) {
        unplaced.add(info.id());
    }

    @Override
    public void onTraffic(ConnectionInfo info, Upstream upstream, long receivedBytes, long sentBytes) {
        TcpMetrics.Cell cell = table.cell(key(info, upstream, 0));
        if (unplaced.remove(info.id())) {
            cell.opened();
        }
        cell.bytes(receivedBytes, sentBytes);
    }

    @Override
    public void onClose(ConnectionInfo info, Summary summary) {
        table.cell(key(info, summary.upstream(), summary.flags())).closed();
    }

    private TcpMetrics.Key key(ConnectionInfo info, Upstream upstream, long flags) {
        return new TcpMetrics.Key(
                scope, info.peerPrincipal().orElse(""), upstream.cluster(), upstream.principal(), flags);
    }
}
