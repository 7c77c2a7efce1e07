// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.stream;

/** Why a stream died. Envoy's names where it has them. */
public enum ResetReason {
    /** This side gave up: filter, timeout, or the other half of the proxy was reset. */
    LOCAL_RESET,
    /** The peer reset the stream after it may have acted on the request. */
    REMOTE_RESET,
    /** The peer refused the stream before acting on it: always safe to retry. */
    REMOTE_REFUSED,
    /** The connection was never established. Nothing was sent: always safe to retry. */
    CONNECTION_FAILURE,
    /** The connection was not established within its connect timeout. Nothing was sent: always safe to retry. */
    CONNECT_TIMEOUT,
    /** The connection ended while the stream was open. */
    CONNECTION_TERMINATION,
    /** A connection that had served earlier streams ended before any byte of this response arrived. */
    REUSED_CONNECTION_TERMINATION,
    /** A circuit breaker or queue limit refused the stream. */
    OVERFLOW,
    /** The peer broke its protocol. */
    PROTOCOL_ERROR;

    /** True when the peer cannot have seen the request. */
    public boolean neverSent() {
        return this == CONNECTION_FAILURE || this == CONNECT_TIMEOUT || this == REMOTE_REFUSED || this == OVERFLOW;
    }
}
