// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.admin;

/** The orders an operator may give a proxy, and how far it has come. Any thread. */
public interface ProxyControl {
    /** Envoy's {@code ServerInfo.State}. */
    enum State {
        /** Ready, and not asked to stop. */
        LIVE(0),
        /** Listeners are being drained, or health checks are failed on purpose. */
        DRAINING(1),
        /** Bootstrap is read; what clusters need is awaited. */
        PRE_INITIALIZING(2),
        /** Listeners are awaited. */
        INITIALIZING(3);

        private final int number;

        State(int number) {
            this.number = number;
        }

        /** The value of {@code server.state}. */
        public int number() {
            return number;
        }
    }

    State state();

    /** Makes readiness fail, or succeed again, so that load balancers look elsewhere. */
    void failHealthChecks(boolean fail);

    /**
     * Takes no new connections and lets open ones come to their end.
     *
     * @param inboundOnly leaves listeners of other directions alone
     * @param graceful goes on accepting for the drain time, so that whoever sends connections here can learn that it is to stop; each is told to end
     */
    void drainListeners(boolean inboundOnly, boolean graceful);

    /** Ends the process in order. */
    void quit();
}
