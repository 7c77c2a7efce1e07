// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import io.mainstay.engine.cluster.OutlierDetection;

/**
 * Consecutive errors of one endpoint, as event loops report them; any loop may call. It only counts: what a full count leads to is
 * decided on the config thread by {@link OutlierMachine}. The mapping of results to counts is Envoy's
 * ({@code DetectorHostMonitorImpl}).
 */
public final class OutlierMonitor {
    /** How an exchange with an endpoint ended, as seen from here. */
    public enum LocalOrigin {
        /** A connection was made and nothing more is known yet: not a success of the endpoint's application. */
        CONNECTED,
        /** A connection was made and that is all there will be to judge, as in plain TCP. */
        CONNECTED_FINAL,
        /** Refused, unreachable, handshake failed, or reset before an answer. */
        CONNECT_FAILED,
        /** No connection or no answer within the time allowed. */
        TIMEOUT
    }

    /** Receives full counts, on the reporting event loop. */
    interface Sink {
        /** That many errors of a kind came in a row. */
        void detected(OutlierKind kind);
    }

    private static final OutlierKind[] KINDS = OutlierKind.values();

    private record Rules(boolean enabled, OutlierDetection config, Sink sink) {}

    private static final Rules OFF = new Rules(false, OutlierDetection.DEFAULT, kind -> {});

    private final PaddedLongs consecutive = new PaddedLongs(KINDS.length);
    private volatile Rules rules = OFF;

    OutlierMonitor() {}

    /** An HTTP status came back; for gRPC the status that corresponds to {@code grpc-status}. */
    public void onResponse(int status) {
        Rules now = rules;
        if (!now.enabled) {
            return;
        }
        if (status < 500 || status > 599) {
            reset(OutlierKind.CONSECUTIVE_5XX);
            reset(OutlierKind.CONSECUTIVE_GATEWAY_FAILURE);
            return;
        }
        if (status >= 502 && status <= 504) {
            count(now, OutlierKind.CONSECUTIVE_GATEWAY_FAILURE);
        } else {
            reset(OutlierKind.CONSECUTIVE_GATEWAY_FAILURE);
        }
        count(now, OutlierKind.CONSECUTIVE_5XX);
    }

    /** The endpoint could, or could not, be reached. */
    public void onLocalOrigin(LocalOrigin result) {
        Rules now = rules;
        if (!now.enabled) {
            return;
        }
        if (now.config.splitLocalOriginErrors()) {
            switch (result) {
                case CONNECTED, CONNECTED_FINAL -> reset(OutlierKind.CONSECUTIVE_LOCAL_ORIGIN_FAILURE);
                case CONNECT_FAILED, TIMEOUT -> count(now, OutlierKind.CONSECUTIVE_LOCAL_ORIGIN_FAILURE);
            }
            return;
        }
        switch (result) {
            case CONNECTED -> {}
            case CONNECTED_FINAL -> onResponse(200);
            case CONNECT_FAILED -> onResponse(503);
            case TIMEOUT -> onResponse(504);
        }
    }

    /** Config thread: turns counting on, or on with other rules. */
    void enable(OutlierDetection config, Sink sink) {
        rules = new Rules(true, config, sink);
    }

    /** Config thread: turns counting off and forgets. */
    void disable() {
        rules = OFF;
        reset();
    }

    void reset() {
        for (OutlierKind kind : KINDS) {
            reset(kind);
        }
    }

    /** Reads before it writes: in a healthy cluster the line stays shared by all loops. */
    void reset(OutlierKind kind) {
        if (consecutive.get(kind.slot) != 0) {
            consecutive.set(kind.slot, 0);
        }
    }

    private void count(Rules now, OutlierKind kind) {
        int threshold = kind.threshold(now.config);
        if (consecutive.add(kind.slot, 1) == threshold && threshold > 0) {
            now.sink.detected(kind);
        }
    }
}
