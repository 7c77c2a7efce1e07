// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.stream;

/**
 * A counted hold on reading: bytes flow while nobody holds. Independent holders (slow receiver, filter at work, drain) each
 * {@link #pause()} and {@link #resume()} once, and none can undo another's hold. Confined to one event loop.
 */
public final class ReadGate {
    /** What is opened and shut. Called only on the edge between no hold and one. */
    public interface Valve {
        /** Stop reading; what was already read may still arrive. */
        void shut();

        /** Read again. */
        void open();
    }

    private final Valve valve;
    private int holds;

    public ReadGate(Valve valve) {
        this.valve = valve;
    }

    /** Adds a hold. */
    public void pause() {
        if (holds++ == 0) {
            valve.shut();
        }
    }

    /** Removes a hold. */
    public void resume() {
        if (holds == 0) {
            throw new IllegalStateException("resume without pause");
        }
        if (--holds == 0) {
            valve.open();
        }
    }

    public boolean paused() {
        return holds > 0;
    }

    /** Forgets all holds without opening the valve: the stream is over and its carrier starts the next one afresh. */
    public void reset() {
        holds = 0;
    }
}
