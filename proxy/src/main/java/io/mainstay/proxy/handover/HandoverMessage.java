// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.handover;

import java.util.List;
import java.util.Objects;

/** What the two processes say to each other. */
sealed interface HandoverMessage {
    /** New: here I am. */
    record Hello(int pid) implements HandoverMessage {}

    /**
     * Old: what there is, in the order in which it can be taken.
     *
     * @param generation of the old process
     */
    record Offer(int generation, List<SocketName> sockets) implements HandoverMessage {
        public Offer {
            sockets = List.copyOf(sockets);
        }
    }

    /** New: pass me these. Few at a time, because what waits in a socket's buffer is bounded. The answer is descriptors, one by one. */
    record Take(int first, int count) implements HandoverMessage {}

    /**
     * New: I serve; stop accepting.
     *
     * @param admin whether that holds for the admin address: a new process with one of its own leaves the old one its
     */
    record Ready(boolean admin) implements HandoverMessage {}

    /** Old: I accept nothing any more. */
    record Released() implements HandoverMessage {}

    /** Either: it will not be. */
    record Refused(String reason) implements HandoverMessage {
        public Refused {
            Objects.requireNonNull(reason);
        }
    }
}
