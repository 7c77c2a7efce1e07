// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

/**
 * Counts what a peer makes this side do for nothing, and says when it is enough. Bounds are Envoy's
 * ({@code Http2ProtocolOptions} and {@code overload.premature_reset_*}), except that ten empty frames in a row are borne. Pure; one per
 * connection, confined to its event loop.
 */
final class FloodGuard {
    private static final int MAX_EMPTY_FRAMES = 10;
    private static final int MAX_PRIORITY_PER_STREAM = 100;
    private static final int MAX_WINDOW_UPDATES_PER_DATA_FRAME = 10;
    private static final int MAX_PREMATURE_RESETS = 500;
    private static final long PREMATURE_NANOS = 1_000_000_000L;
    private static final int FRAME = 16_384;

    private final int maxControlFrames;
    private int waitingControl;
    private int emptyInARow;
    private long streams;
    private long dataFrames;
    private long priorities;
    private long windowUpdates;
    private long closed;
    private long premature;

    /** At most so many answers to control frames may wait. */
    FloodGuard(int maxControlFrames) {
        this.maxControlFrames = maxControlFrames;
    }

    void streamOpened() {
        streams++;
        emptyInARow = 0;
    }

    /** This side sent so many bytes of data. */
    void dataSent(int bytes) {
        dataFrames += 1 + bytes / FRAME;
    }

    /** What waited has gone out. */
    void drained() {
        waitingControl = 0;
    }

    /** A frame came that must be answered; true when too many answers wait. */
    boolean control(boolean writable) {
        if (writable) {
            waitingControl = 0;
            return false;
        }
        return ++waitingControl > maxControlFrames;
    }

    /** Data came; true when there were too many frames in a row without a byte or an end. */
    boolean data(int bytes, boolean end) {
        emptyInARow = bytes == 0 && !end ? emptyInARow + 1 : 0;
        return emptyInARow > MAX_EMPTY_FRAMES;
    }

    /** PRIORITY came; true when there were too many. */
    boolean priority() {
        return ++priorities > MAX_PRIORITY_PER_STREAM * (1 + streams);
    }

    /** WINDOW_UPDATE came; true when there were too many for what was sent. */
    boolean windowUpdate() {
        return ++windowUpdates > 5 + 2 * (streams + MAX_WINDOW_UPDATES_PER_DATA_FRAME * dataFrames);
    }

    /**
     * A stream is over; true when the peer opens streams mainly to reset them.
     *
     * @param byPeer whether the peer, or an error of the peer, ended it before its time
     */
    boolean streamClosed(boolean byPeer, long lifetimeNanos) {
        closed++;
        if (byPeer && lifetimeNanos < PREMATURE_NANOS) {
            premature++;
        }
        return byPeer && 2 * premature >= Math.max(closed, MAX_PREMATURE_RESETS);
    }
}
