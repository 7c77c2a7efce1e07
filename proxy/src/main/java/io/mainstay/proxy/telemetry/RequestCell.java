// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The counts of one series of Istio's request metrics on one loop. Written by that loop only, with opaque stores; read by anybody, who may
 * see a request counted in one histogram and not yet in the next.
 */
final class RequestCell {
    /** {@link Key#grpcStatus} of requests that are not gRPC. */
    static final int NOT_GRPC = -1;

    /** {@link Key#grpcStatus} of gRPC requests that ended without a status. */
    static final int NO_GRPC_STATUS = -2;

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int DURATION = 0;
    private static final int REQUEST = DURATION + Buckets.DURATION_MICROS.count() + 1;
    private static final int RESPONSE = REQUEST + Buckets.BYTES.count() + 1;
    private static final int SLOTS = RESPONSE + Buckets.BYTES.count() + 1;

    final Key key;

    /** Next in its table's chain; the table's. */
    @Nullable
    RequestCell next;

    /** No longer in its table, so nobody would see what is counted here. Loop only. */
    boolean dropped;

    private final long[] slots = new long[SLOTS];

    RequestCell(Key key) {
        this.key = key;
    }

    /**
     * What tells series apart. Strings are empty when unknown.
     *
     * @param scope             listener side: who is reporting, and for whom
     * @param peer              verified SPIFFE id of the client
     * @param cluster           the request was sent to
     * @param upstreamPrincipal verified SPIFFE id of the server
     * @param status            HTTP status; 0 when none was sent
     * @param flags             response flags, as bits
     * @param grpcStatus        or one of the two constants above
     */
    record Key(
            Scope scope,
            String peer,
            String cluster,
            String upstreamPrincipal,
            int status,
            long flags,
            int grpcStatus) {
        /** Equal parts without making a key. */
        @SuppressWarnings("ReferenceEquality") // scopes are interned
        boolean is(Scope scope, String peer, String cluster, String upstream, int status, long flags, int grpc) {
            return this.status == status
                    && this.flags == flags
                    && this.grpcStatus == grpc
                    && this.scope == scope
                    && this.cluster.equals(cluster)
                    && this.peer.equals(peer)
                    && this.upstreamPrincipal.equals(upstream);
        }
    }

    /** A request has ended. Loop only. */
    void record(long durationMicros, long requestBytes, long responseBytes) {
        count(DURATION, Buckets.DURATION_MICROS, durationMicros);
        count(REQUEST, Buckets.BYTES, requestBytes);
        count(RESPONSE, Buckets.BYTES, responseBytes);
    }

    private void count(int base, Buckets buckets, long value) {
        add(base + buckets.of(value), 1);
        add(base + buckets.count(), value);
    }

    private void add(int slot, long amount) {
        SLOT.setOpaque(slots, slot, (long) SLOT.getOpaque(slots, slot) + amount);
    }

    /** The sum of cells that share their labels; not a live view. */
    static final class Sum {
        private final long[] slots = new long[SLOTS];

        void add(RequestCell cell) {
            for (int i = 0; i < SLOTS; i++) {
                slots[i] += (long) SLOT.getOpaque(cell.slots, i);
            }
        }

        long requests() {
            long total = 0;
            for (int i = 0; i < Buckets.DURATION_MICROS.count(); i++) {
                total += slots[DURATION + i];
            }
            return total;
        }

        void writeDuration(PrometheusText text, String name, String labels) {
            write(text, name, labels, DURATION, Buckets.DURATION_MICROS);
        }

        void writeRequestBytes(PrometheusText text, String name, String labels) {
            write(text, name, labels, REQUEST, Buckets.BYTES);
        }

        void writeResponseBytes(PrometheusText text, String name, String labels) {
            write(text, name, labels, RESPONSE, Buckets.BYTES);
        }

        private void write(PrometheusText text, String name, String labels, int base, Buckets buckets) {
            var counts = new long[buckets.count()];
            System.arraycopy(slots, base, counts, 0, counts.length);
            text.histogram(name, labels, buckets, counts, slots[base + counts.length]);
        }
    }
}
