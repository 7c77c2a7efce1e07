// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.StreamByteDistributor;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;

/**
 * Shares the connection evenly among streams, and reports how much waits on each: the one place that sees every change of it, whether the
 * window, the socket or a reset made it.
 */
final class PressureDistributor implements StreamByteDistributor {
    /** Told how many bytes wait on a stream. May be called in the middle of writing. */
    interface Gauge {
        /** So many bytes wait now. */
        void pending(Http2Stream stream, long bytes);
    }

    private final UniformStreamByteDistributor even;
    private final Gauge gauge;

    PressureDistributor(Http2Connection connection, Gauge gauge) {
        this.even = new UniformStreamByteDistributor(connection);
        this.gauge = gauge;
    }

    @Override
    public void updateStreamableBytes(StreamState state) {
        even.updateStreamableBytes(state);
        gauge.pending(state.stream(), state.pendingBytes());
    }

    @Override
    public void updateDependencyTree(int child, int parent, short weight, boolean exclusive) {
        // RFC 9113 section 5.3: priorities are deprecated.
    }

    @Override
    public boolean distribute(int maxBytes, Writer writer) throws Http2Exception {
        return even.distribute(maxBytes, writer);
    }
}
