// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.MessageSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The request's body between filters and attempts: what has arrived waits here for a connection, and what was sent is kept for another attempt until it
 * outgrows the limit; from then on there is no other attempt. Confined to its stream's event loop.
 */
final class RequestBody {
    private final List<ByteBuf> pieces = new ArrayList<>(4);
    private @Nullable Headers trailers;
    private long limit;
    private long size;
    private boolean keep;
    private boolean ended;

    void begin(long limitBytes, boolean keepForRetry) {
        limit = limitBytes;
        keep = keepForRetry;
        size = 0;
        ended = false;
    }

    /** Whether the whole body so far could be sent again. */
    boolean replayable() {
        return keep;
    }

    boolean ended() {
        return ended;
    }

    /** Whether what waits has reached the limit. */
    boolean full() {
        return size >= limit;
    }

    /** Whether the request is its head alone. */
    boolean headOnly() {
        return ended && pieces.isEmpty() && trailers == null;
    }

    /** The request has no body. */
    void endWithHead() {
        ended = true;
    }

    /**
     * A piece arrived.
     *
     * @param data taken
     * @param to where to send it; null while there is no connection
     */
    void data(ByteBuf data, boolean end, @Nullable MessageSink to) {
        ended |= end;
        if (to == null) {
            size += data.readableBytes();
            pieces.add(data);
            return;
        }
        if (keep) {
            if (size + data.readableBytes() > limit) {
                forget();
            } else if (data.isReadable()) {
                size += data.readableBytes();
                pieces.add(data.retainedDuplicate());
            }
        }
        to.data(data, end);
    }

    /** Trailers arrived. */
    void trailers(Headers received, @Nullable MessageSink to) {
        ended = true;
        if (to == null || keep) {
            trailers = received.retain();
        }
        if (to != null) {
            to.trailers(received);
        }
    }

    /** Sends what is here to a connection that has just been given the head. */
    void sendTo(MessageSink to) {
        boolean last = ended && trailers == null;
        if (!keep || size > limit) {
            keep = false;
            List<ByteBuf> now = List.copyOf(pieces);
            pieces.clear();
            size = 0;
            send(now, to, last, false);
        } else {
            send(List.copyOf(pieces), to, last, true);
        }
        Headers end = trailers;
        if (end != null) {
            to.trailers(end);
        }
    }

    private static void send(List<ByteBuf> pieces, MessageSink to, boolean last, boolean duplicate) {
        int count = pieces.size();
        for (int i = 0; i < count; i++) {
            ByteBuf piece = pieces.get(i);
            to.data(duplicate ? piece.retainedDuplicate() : piece, last && i == count - 1);
        }
        if (count == 0 && last) {
            to.data(Unpooled.EMPTY_BUFFER, true);
        }
    }

    /** No other attempt will be made: what was kept is let go, what follows is not kept. Only while a connection takes the body. */
    void forget() {
        keep = false;
        release();
    }

    /** Lets go of everything. */
    void release() {
        for (int i = 0; i < pieces.size(); i++) {
            pieces.get(i).release();
        }
        pieces.clear();
        size = 0;
        Headers end = trailers;
        if (end != null) {
            trailers = null;
            end.release();
        }
    }
}
