// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.store;

/** The store cannot do what was asked. The message says what to do about it. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    public StoreException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public StoreException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Kinds of failure, by who must act. */
    public enum Reason {
        /** Another process holds the folder. */
        LOCKED,
        /** The file is not one of ours, or damaged beyond the last complete write. */
        CORRUPT,
        /** The write did not reach the disk; reads go on. */
        WRITES_REFUSED,
        /** The revision asked for has been compacted away: read everything again. */
        COMPACTED,
        /** The store has been closed. */
        CLOSED
    }
}
