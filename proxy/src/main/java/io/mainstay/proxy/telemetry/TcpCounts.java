// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.engine.ResponseFlag;
import io.mainstay.proxy.filter.ConnectionInfo;
import io.mainstay.proxy.filter.ConnectionObserver;
import io.mainstay.proxy.runtime.Counters;

/** Envoy's {@code tcp.<stat_prefix>.*} counters on one loop. Confined to it. */
final class TcpCounts implements ConnectionObserver {
    private final Counters counters;
    private final int loop;
    private final int total;
    private final int received;
    private final int sent;
    private final int noRoute;
    private final int idleTimeout;
    private final int maxDuration;

    TcpCounts(Counters counters, String statPrefix, int loop) {
        String prefix = "tcp." + statPrefix + ".";
        this.counters = counters;
        this.loop = loop;
        total = counters.slot(prefix + "downstream_cx_total");
        received = counters.slot(prefix + "downstream_cx_rx_bytes_total");
        sent = counters.slot(prefix + "downstream_cx_tx_bytes_total");
        noRoute = counters.slot(prefix + "downstream_cx_no_route");
        idleTimeout = counters.slot(prefix + "idle_timeout");
        maxDuration = counters.slot(prefix + "max_downstream_connection_duration");
    }

    @Override
    public void onOpen(ConnectionInfo info) {
        counters.add(loop, total, 1);
    }

    @Override
    public void onTraffic(ConnectionInfo info, Upstream upstream, long receivedBytes, long sentBytes) {
        counters.add(loop, received, receivedBytes);
        counters.add(loop, sent, sentBytes);
    }

    @Override
    public void onClose(ConnectionInfo info, Summary summary) {
        count(summary, ResponseFlag.NO_CLUSTER_FOUND, noRoute);
        count(summary, ResponseFlag.STREAM_IDLE_TIMEOUT, idleTimeout);
        count(summary, ResponseFlag.DURATION_TIMEOUT, maxDuration);
    }

    private void count(Summary summary, ResponseFlag flag, int slot) {
        if ((summary.flags() & flag.bit()) != 0) {
            counters.add(loop, slot, 1);
        }
    }
}
