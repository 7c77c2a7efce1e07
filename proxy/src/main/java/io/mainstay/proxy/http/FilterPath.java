// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.proxy.filter.FilterStatus;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.MessageSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a stream through its filters. A filter may hold the message; what follows is then kept here, within the limit, until the filter lets it
 * go on. With no filters it is a call through. Confined to its stream's event loop.
 */
abstract class FilterPath implements MessageSink {
    private static final int NOBODY = -1;

    private MessageSink last = this;
    private int count;
    private long limit;
    private int holder = NOBODY;
    private boolean holderWantsBody;
    private boolean holderSawBody;
    private boolean holderSawTrailers;
    private @Nullable Headers heldHeaders;
    private @Nullable CompositeByteBuf heldBody;
    private @Nullable Headers heldTrailers;
    private boolean heldEnd;
    private boolean full;
    private boolean dead;

    /** Begins a stream through this many filters. */
    void begin(MessageSink terminal, int filters, long limitBytes) {
        last = terminal;
        count = filters;
        limit = limitBytes;
        holder = NOBODY;
        heldEnd = false;
        full = false;
        dead = false;
    }

    abstract FilterStatus filterHeaders(int index, Headers headers, boolean end);

    abstract FilterStatus filterData(int index, ByteBuf data, boolean end);

    abstract FilterStatus filterTrailers(int index, Headers trailers);

    /** More was kept than the limit allows, for a filter that needs the body. */
    abstract void onOverflow();

    /** What is kept has reached the limit while a filter waits, or is being let go. */
    abstract void onFull(boolean now);

    /** Nothing more goes through; what is kept is let go. */
    void stop() {
        dead = true;
        releaseHeld();
    }

    /** Where the message goes after the last filter. */
    MessageSink last() {
        return last;
    }

    ByteBuf body() {
        CompositeByteBuf body = heldBody;
        return body == null ? Unpooled.EMPTY_BUFFER : body;
    }

    void replaceBody(ByteBuf replacement) {
        CompositeByteBuf old = heldBody;
        heldBody = null;
        if (old != null) {
            old.release();
        }
        keep(replacement);
    }

    @Override
    public void headers(Headers headers, boolean end) {
        headersFrom(0, headers, end);
    }

    private void headersFrom(int from, Headers headers, boolean end) {
        for (int i = from; i < count; i++) {
            FilterStatus status = filterHeaders(i, headers, end);
            if (dead) {
                return;
            }
            if (status != FilterStatus.CONTINUE) {
                hold(i, status, false);
                heldHeaders = headers.retain();
                heldEnd |= end;
                return;
            }
        }
        last.headers(headers, end);
    }

    private void hold(int index, FilterStatus status, boolean sawBody) {
        holder = index;
        holderWantsBody = status == FilterStatus.BUFFER;
        holderSawBody = sawBody;
        holderSawTrailers = false;
    }

    @Override
    public void data(ByteBuf data, boolean end) {
        if (dead) {
            data.release();
        } else if (holder == NOBODY) {
            dataFrom(0, data, end);
        } else {
            heldEnd |= end;
            dataWhileHeld(data, end);
        }
    }

    private void dataWhileHeld(ByteBuf data, boolean end) {
        if (!holderWantsBody) {
            keep(data);
            if (!full && body().readableBytes() >= limit) {
                full = true;
                onFull(true);
            }
            return;
        }
        holderSawBody = true;
        int index = holder;
        FilterStatus status = filterData(index, data, end);
        if (dead) {
            data.release();
            return;
        }
        keep(data);
        if (status == FilterStatus.CONTINUE) {
            if (holder == index) {
                resume();
            }
        } else if (body().readableBytes() > limit) {
            onOverflow();
        } else {
            holderWantsBody = status == FilterStatus.BUFFER;
        }
    }

    private void dataFrom(int from, ByteBuf data, boolean end) {
        for (int i = from; i < count; i++) {
            FilterStatus status = filterData(i, data, end);
            if (dead) {
                data.release();
                return;
            }
            if (status != FilterStatus.CONTINUE) {
                hold(i, status, true);
                heldEnd |= end;
                keep(data);
                return;
            }
        }
        last.data(data, end);
    }

    @Override
    public void trailers(Headers trailers) {
        if (dead) {
            return;
        }
        if (holder == NOBODY) {
            trailersFrom(0, trailers);
            return;
        }
        int index = holder;
        heldTrailers = trailers.retain();
        if (holderWantsBody) {
            holderSawTrailers = true;
            if (filterTrailers(index, trailers) == FilterStatus.CONTINUE && !dead && holder == index) {
                resume();
            }
        }
    }

    private void trailersFrom(int from, Headers trailers) {
        for (int i = from; i < count; i++) {
            FilterStatus status = filterTrailers(i, trailers);
            if (dead) {
                return;
            }
            if (status != FilterStatus.CONTINUE) {
                hold(i, FilterStatus.STOP, true);
                holderSawTrailers = true;
                heldTrailers = trailers.retain();
                return;
            }
        }
        last.trailers(trailers);
    }

    /** The holder lets the message go on. */
    void resume() {
        if (dead || holder == NOBODY) {
            return;
        }
        int next = holder + 1;
        boolean sawBody = holderSawBody || holderWantsBody;
        boolean sawTrailers = holderSawTrailers;
        holder = NOBODY;
        Headers headers = heldHeaders;
        CompositeByteBuf body = heldBody;
        Headers trailers = heldTrailers;
        heldHeaders = null;
        heldBody = null;
        heldTrailers = null;
        boolean end = heldEnd;
        boolean bodyFollows = body != null || trailers != null;
        if (headers != null) {
            headersFrom(next, headers, end && !bodyFollows);
            headers.release();
        }
        if (body != null) {
            resumeBody(sawBody ? next : next - 1, body, end && trailers == null);
        } else if (headers == null && end && trailers == null) {
            resumeBody(next, Unpooled.EMPTY_BUFFER, true);
        }
        if (trailers != null) {
            resumeTrailers(sawTrailers ? next : next - 1, trailers);
        }
        if (full) {
            full = false;
            onFull(false);
        }
    }

    private void resumeBody(int from, ByteBuf body, boolean end) {
        if (dead) {
            body.release();
        } else if (holder == NOBODY) {
            dataFrom(from, body, end);
        } else {
            data(body, end);
        }
    }

    private void resumeTrailers(int from, Headers trailers) {
        if (!dead) {
            if (holder == NOBODY) {
                trailersFrom(from, trailers);
            } else {
                trailers(trailers);
            }
        }
        trailers.release();
    }

    private void keep(ByteBuf data) {
        CompositeByteBuf body = heldBody;
        if (body == null) {
            body = Unpooled.compositeBuffer(Integer.MAX_VALUE);
            heldBody = body;
        }
        body.addComponent(true, data);
    }

    private void releaseHeld() {
        holder = NOBODY;
        Headers headers = heldHeaders;
        CompositeByteBuf body = heldBody;
        Headers trailers = heldTrailers;
        heldHeaders = null;
        heldBody = null;
        heldTrailers = null;
        if (headers != null) {
            headers.release();
        }
        if (body != null) {
            body.release();
        }
        if (trailers != null) {
            trailers.release();
        }
    }
}
