// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.handover;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** What a process listens on, to be handed over. Called on the loop of the hand-over; must not block. */
public interface Estate {
    /** What there is. Until {@link #settled} it is not to change. */
    CompletionStage<List<Holding>> open();

    /** What there is may change again. */
    void settled();

    /**
     * Accepts nothing any more, and leaves every socket as it is: another process has it too. Completes when no loop accepts.
     *
     * @param admin whether the admin address is left too
     */
    CompletionStage<Void> release(boolean admin);

    /** The other process has been told so: what is open may come to its end. */
    void released();
}
