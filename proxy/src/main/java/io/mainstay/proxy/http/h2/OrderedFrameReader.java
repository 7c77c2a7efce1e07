// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server's reader of frames that refuses a client's HEADERS out of order with the error RFC 9113 names, where Netty's decoder has another:
 * on a stream whose request has ended, a stream error STREAM_CLOSED (5.1); on one that has ended both ways, a connection error of that code; on
 * one the client passed over, a connection error PROTOCOL_ERROR (5.1.1). It remembers the latest few of the ended and of the passed over: what it
 * does not know is left to Netty, which resets the stream, as are streams this side has reset, because trailers may be on their way. Confined
 * to its connection's event loop.
 */
final class OrderedFrameReader extends DefaultHttp2FrameReader {
    private static final int REMEMBERED = 16;

    private final Http2Connection connection;
    private final int[] ended = new int[REMEMBERED];
    private final int[] passedFrom = new int[REMEMBERED];
    private final int[] passedTo = new int[REMEMBERED];
    private int endings;
    private int gaps;
    private int highest = -1;
    private @Nullable Order order;

    OrderedFrameReader(Http2Connection connection, Http2HeadersDecoder decoder) {
        super(decoder);
        this.connection = connection;
    }

    /** A stream ended with both messages complete. */
    void ended(int streamId) {
        ended[endings++ & REMEMBERED - 1] = streamId;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // which listener it is
    public void readFrame(ChannelHandlerContext ctx, ByteBuf input, Http2FrameListener listener) throws Http2Exception {
        Order current = order;
        if (current == null || current.to() != listener) {
            // Netty has one listener until the preface is complete, and another after it.
            current = new Order(listener);
            order = current;
        }
        super.readFrame(ctx, input, current);
    }

    private void check(int streamId) throws Http2Exception {
        Http2Stream wire = connection.stream(streamId);
        if (wire != null) {
            if (wire.state() == Http2Stream.State.HALF_CLOSED_REMOTE && !wire.isResetSent()) {
                throw Http2Exception.streamError(
                        streamId, Http2Error.STREAM_CLOSED, "HEADERS after the end of stream %d", streamId);
            }
        } else if (streamId > highest) {
            if (streamId > highest + 2) {
                passedFrom[gaps & REMEMBERED - 1] = highest + 2;
                passedTo[gaps++ & REMEMBERED - 1] = streamId - 2;
            }
            highest = streamId;
        } else {
            checkGone(streamId);
        }
    }

    private void checkGone(int streamId) throws Http2Exception {
        for (int i = 0; i < REMEMBERED; i++) {
            if (ended[i] == streamId) {
                throw Http2Exception.connectionError(Http2Error.STREAM_CLOSED, "HEADERS on ended stream %d", streamId);
            }
            if (passedFrom[i] <= streamId && streamId <= passedTo[i]) {
                throw Http2Exception.connectionError(
                        Http2Error.PROTOCOL_ERROR, "stream %d after stream %d", streamId, highest);
            }
        }
    }

    /** What Netty's decoder hears, after a look at it. */
    private final class Order extends Http2FrameListenerDecorator {
        Order(Http2FrameListener to) {
            super(to);
        }

        Http2FrameListener to() {
            return listener;
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean end)
                throws Http2Exception {
            check(streamId);
            super.onHeadersRead(ctx, streamId, headers, padding, end);
        }

        // checkstyle:off ParameterNumber: the signature is Netty's
        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx,
                int streamId,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean end)
                throws Http2Exception {
            check(streamId);
            super.onHeadersRead(ctx, streamId, headers, dependency, weight, exclusive, padding, end);
        }
        // checkstyle:on ParameterNumber
    }
}
