// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.proxy.runtime.Counters;

/** Slots of a connection manager's counters, under Envoy's names ({@code http.<stat_prefix>.*}; those of the codec are shared by all). Immutable. */
final class ManagerCounters {
    final int connections;
    final int connectionsActive;
    final int requests;
    final int requestsActive;
    final int resets;
    final int protocolErrors;
    final int idleTimeouts;
    final int requestTimeouts;
    final int flushTimeouts;
    final int noRoute;
    final int overloaded;
    private final int[] statusClasses = new int[6];

    ManagerCounters(Counters counters, String statPrefix) {
        String prefix = "http." + statPrefix + ".";
        connections = counters.slot(prefix + "downstream_cx_total");
        connectionsActive = counters.slot(prefix + "downstream_cx_active");
        requests = counters.slot(prefix + "downstream_rq_total");
        requestsActive = counters.slot(prefix + "downstream_rq_active");
        resets = counters.slot(prefix + "downstream_rq_rx_reset");
        protocolErrors = counters.slot(prefix + "downstream_cx_protocol_error");
        idleTimeouts = counters.slot(prefix + "downstream_rq_idle_timeout");
        requestTimeouts = counters.slot(prefix + "downstream_rq_timeout");
        flushTimeouts = counters.slot("http2.tx_flush_timeout");
        noRoute = counters.slot(prefix + "no_route");
        overloaded = counters.slot(prefix + "downstream_rq_overload_close");
        for (int i = 1; i < statusClasses.length; i++) {
            statusClasses[i] = counters.slot(prefix + "downstream_rq_" + i + "xx");
        }
    }

    /** The slot of a status's class. */
    int statusClass(int status) {
        return statusClasses[Math.clamp(status / 100, 1, 5)];
    }
}
