// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.stream;

/** What happens to a stream besides its messages. Called on the stream's event loop. */
public interface StreamListener {
    /** The stream is dead; nothing more arrives and nothing more may be written. Called at most once, never after both messages ended. */
    void onReset(ResetReason reason);

    /** What was written has piled up beyond the high watermark: stop producing. Alternates with {@link #onWriteUnblocked()}. */
    void onWriteBlocked();

    /** The pile is below the low watermark again. */
    void onWriteUnblocked();
}
