// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

/**
 * What is counted per endpoint, over all event loops. Totals only grow; gauges go up and down. Names are Envoy's, as shown by its
 * {@code /clusters}.
 */
public final class EndpointStats {
    /** A counter or gauge of an endpoint. */
    public enum Counter {
        CX_ACTIVE(0),
        CX_TOTAL(1),
        CX_CONNECT_FAIL(2),
        RQ_ACTIVE(3),
        RQ_TOTAL(4),
        RQ_SUCCESS(5),
        RQ_ERROR(6),
        RQ_TIMEOUT(7);

        private final int slot;

        Counter(int slot) {
            this.slot = slot;
        }
    }

    private final PaddedLongs values = new PaddedLongs(Counter.values().length);

    EndpointStats() {}

    /** The value now; may lag behind other loops by what is in flight between caches. */
    public long get(Counter counter) {
        return values.get(counter.slot);
    }

    public void connectionOpened() {
        add(Counter.CX_ACTIVE, 1);
        add(Counter.CX_TOTAL, 1);
    }

    public void connectionClosed() {
        add(Counter.CX_ACTIVE, -1);
    }

    public void connectFailed() {
        add(Counter.CX_CONNECT_FAIL, 1);
    }

    public void requestStarted() {
        add(Counter.RQ_ACTIVE, 1);
        add(Counter.RQ_TOTAL, 1);
    }

    /** One request is over, whatever came of it. */
    public void requestFinished(boolean success) {
        add(Counter.RQ_ACTIVE, -1);
        add(success ? Counter.RQ_SUCCESS : Counter.RQ_ERROR, 1);
    }

    public void requestTimedOut() {
        add(Counter.RQ_TIMEOUT, 1);
    }

    private void add(Counter counter, long delta) {
        values.add(counter.slot, delta);
    }
}
