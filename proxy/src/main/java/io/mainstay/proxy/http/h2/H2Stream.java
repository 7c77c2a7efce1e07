// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import io.mainstay.proxy.runtime.TimerWheel;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpStream;
import io.mainstay.proxy.stream.MessageSink;
import io.mainstay.proxy.stream.ReadGate;
import io.mainstay.proxy.stream.ResetReason;
import io.mainstay.proxy.stream.StreamConnection;
import io.mainstay.proxy.stream.StreamListener;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a connection, either side. It has two ends of life: it is <em>over</em> when the stream model has nothing more to say on it, and
 * <em>closed</em> when the wire is done with it, which may be later, because what was written may still wait for window. In between it is a
 * timeout for a peer that gives none. Confined to its connection's event loop.
 */
final class H2Stream extends TimerWheel.Timeout implements HttpStream, MessageSink, ReadGate.Valve {
    /** Bytes that wait to be sent, above which the producer is told to stop, and below which to go on. */
    private static final int HIGH_WATERMARK = 128 * 1024;

    private static final int LOW_WATERMARK = 64 * 1024;

    private final H2Connection owner;
    private final ReadGate gate = new ReadGate(this);
    private final long bornNanos;
    private @Nullable Http2Stream wire;
    private @Nullable StreamListener listener;
    private @Nullable MessageSink inbound;
    private int unread;
    private long flushNanos;
    private long waiting;
    private boolean headSeen;
    private boolean tunnel;
    private boolean localEnded;
    private boolean remoteEnded;
    private boolean over;
    private boolean blocked;
    private boolean unblockQueued;
    private boolean resetByPeer;

    H2Stream(H2Connection owner, long bornNanos) {
        this.owner = owner;
        this.bornNanos = bornNanos;
    }

    @Nullable
    Http2Stream wire() {
        return wire;
    }

    void wire(Http2Stream stream) {
        wire = stream;
    }

    void inbound(MessageSink sink) {
        inbound = sink;
    }

    boolean headSeen() {
        return headSeen;
    }

    boolean over() {
        return over;
    }

    boolean localEnded() {
        return localEnded;
    }

    boolean remoteEnded() {
        return remoteEnded;
    }

    /** Whether an upgrade was asked for on it, so that a success means agreement to it. */
    boolean tunnel() {
        return tunnel;
    }

    void tunnel(boolean asked) {
        tunnel = asked;
    }

    boolean resetByPeer() {
        return resetByPeer;
    }

    void resetByPeer(boolean now) {
        resetByPeer = now;
    }

    long bornNanos() {
        return bornNanos;
    }

    // What the owner of the stream does.

    @Override
    public MessageSink out() {
        return this;
    }

    @Override
    public void headers(Headers headers, boolean end) {
        if (!over && !localEnded) {
            owner.sendHead(this, headers, end);
        }
    }

    @Override
    public void interim(Headers headers) {
        if (!over && !localEnded) {
            owner.sendInterim(this, headers);
        }
    }

    @Override
    public void data(ByteBuf data, boolean end) {
        if (over || localEnded || wire == null) {
            data.release();
        } else {
            owner.sendData(this, data, end);
        }
    }

    @Override
    public void trailers(Headers trailers) {
        if (!over && !localEnded && wire != null) {
            owner.sendTrailers(this, trailers);
        }
    }

    @Override
    public void reset(ResetReason reason) {
        if (!over) {
            finish();
            owner.sendReset(this, reason);
        }
    }

    @Override
    public void flushTimeout(long nanos) {
        flushNanos = nanos;
    }

    @Override
    public ReadGate reads() {
        return gate;
    }

    @Override
    public void shut() {
        // Nothing to do: what arrives is passed on but not given back to the sender's window.
    }

    @Override
    public void open() {
        int bytes = unread;
        unread = 0;
        if (bytes > 0) {
            owner.giveBack(this, bytes);
        }
    }

    @Override
    public void listener(StreamListener told) {
        listener = told;
    }

    @Override
    public StreamConnection connection() {
        return owner;
    }

    // What the connection does.

    /** This side's message has ended; what was written may still wait. */
    void endLocal() {
        localEnded = true;
        if (remoteEnded || owner.overWhenLocalEnds()) {
            finish();
        }
    }

    /** What this side wrote to its end may still have to wait: not for ever. */
    void awaitFlush() {
        if (flushNanos > 0) {
            owner.worker().timers().arm(this, flushNanos);
        }
    }

    /** The wire is done with it. */
    void closed() {
        owner.worker().timers().disarm(this);
    }

    @Override
    protected void expired() {
        owner.flushTimedOut(this);
    }

    void receiveHead(Headers head, boolean end) {
        MessageSink sink = inbound;
        headSeen = true;
        beforeEnd(end);
        if (sink != null) {
            sink.headers(head, end);
        }
        afterEnd(end);
    }

    void receiveInterim(Headers head) {
        MessageSink sink = inbound;
        if (sink != null && !over) {
            sink.interim(head);
        }
    }

    void receiveTrailers(Headers trailers) {
        MessageSink sink = inbound;
        beforeEnd(true);
        if (sink != null && !over) {
            sink.trailers(trailers);
        }
        afterEnd(true);
    }

    /**
     * Passes data on.
     *
     * @param data      borrowed
     * @param flowBytes what it took from the window, padding included
     * @return how much of that the sender may have back at once
     */
    int receiveData(ByteBuf data, int flowBytes, boolean end) {
        MessageSink sink = inbound;
        if (over || sink == null) {
            remoteEnded |= end;
            return flowBytes;
        }
        beforeEnd(end);
        sink.data(data.retain(), end);
        afterEnd(end);
        if (!gate.paused()) {
            return flowBytes;
        }
        unread += flowBytes;
        return 0;
    }

    private void beforeEnd(boolean end) {
        remoteEnded |= end;
    }

    private void afterEnd(boolean end) {
        if (end && !over && (localEnded || owner.overWhenRemoteEnds())) {
            boolean early = !localEnded;
            finish();
            if (early) {
                owner.sendReset(this, ResetReason.LOCAL_RESET);
            }
        }
    }

    /** The stream has died; tells its owner unless it is over already. */
    void fail(ResetReason reason) {
        if (!over) {
            StreamListener told = listener;
            finish();
            if (told != null) {
                told.onReset(reason);
            }
        }
    }

    /** So many bytes wait to be sent now. Called in the middle of writing: unblocking is put off. */
    void pending(long bytes) {
        if (bytes < waiting && armed()) {
            awaitFlush();
        }
        waiting = bytes;
        if (!blocked && bytes > HIGH_WATERMARK) {
            blocked = true;
            StreamListener told = listener;
            if (!over && told != null) {
                told.onWriteBlocked();
            }
        } else if (blocked && bytes < LOW_WATERMARK && !unblockQueued) {
            unblockQueued = true;
            owner.unblockLater(this);
        }
    }

    /** Bytes that wait to be sent. */
    long waiting() {
        return waiting;
    }

    void unblock() {
        unblockQueued = false;
        blocked = false;
        StreamListener told = listener;
        if (!over && told != null) {
            told.onWriteUnblocked();
        }
    }

    private void finish() {
        over = true;
        listener = null;
        inbound = null;
        gate.reset();
        open();
    }
}
