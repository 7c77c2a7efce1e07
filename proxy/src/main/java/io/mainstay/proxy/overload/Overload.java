// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.overload;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How full a process is: one for all its listeners and loops. Any thread; nothing here waits. */
public final class Overload {
    /**
     * What a connection may cost on the heap with a request in flight: its channel, codec and stream, and the same towards the upstream. Measured at 5,000 connections
     * with a request each; what else lives in the heap has the other half.
     */
    private static final long CONNECTION_BYTES = 4 * 1024;

    private static final int FEWEST = 256;

    /** Share of the heap that message heads may take which are larger than most. */
    private static final int LARGE_HEADS_SHARE = 4;

    /** What becomes of a connection that was accepted. */
    public enum Admission {
        ADMITTED,
        /** There are as many as there may be. */
        TOO_MANY,
        /** The heap, or the memory for messages, is full. */
        NO_MEMORY
    }

    private final int maxConnections;
    private final long maxLargeBytes;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong largeBytes = new AtomicLong();
    private volatile boolean memoryScarce;
    private volatile boolean buffersScarce;

    /**
     * With limits.
     *
     * @param maxConnections at once
     * @param heapBytes      size of the heap
     */
    public Overload(int maxConnections, long heapBytes) {
        this.maxConnections = maxConnections;
        this.maxLargeBytes = heapBytes / LARGE_HEADS_SHARE;
    }

    /** For a process that looks after itself. */
    public static Overload unlimited() {
        return new Overload(Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /** As many connections as need half of a heap of that size. */
    public static int connectionsFor(long heapBytes) {
        return Math.clamp(heapBytes / 2 / CONNECTION_BYTES, FEWEST, Integer.MAX_VALUE);
    }

    /** Asks for a place; one that is given is given back by {@link #leave}. */
    public Admission enter() {
        if (refusesRequests()) {
            return Admission.NO_MEMORY;
        }
        if (connections.incrementAndGet() > maxConnections) {
            connections.decrementAndGet();
            return Admission.TOO_MANY;
        }
        return Admission.ADMITTED;
    }

    /** A connection that had a place has ended. */
    public void leave() {
        connections.decrementAndGet();
    }

    /** Asks for heap that a peer wants to fill; what is granted is given back by {@link #release}. For what is rare: heads that are larger than most. */
    public boolean reserve(int bytes) {
        if (largeBytes.addAndGet(bytes) <= maxLargeBytes) {
            return true;
        }
        largeBytes.addAndGet(-bytes);
        return false;
    }

    public void release(int bytes) {
        largeBytes.addAndGet(-bytes);
    }

    /** Whether what was reserved is better given back than kept for the next one. */
    public boolean tight() {
        return largeBytes.get() > maxLargeBytes / 2;
    }

    /** Whether new requests are refused. */
    public boolean refusesRequests() {
        return memoryScarce || buffersScarce;
    }

    void memoryScarce(boolean scarce) {
        memoryScarce = scarce;
    }

    void buffersScarce(boolean scarce) {
        buffersScarce = scarce;
    }

    public int connections() {
        return connections.get();
    }

    public int maxConnections() {
        return maxConnections;
    }
}
