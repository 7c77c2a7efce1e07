// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import io.mainstay.proxy.stream.ResetReason;
import io.netty.handler.codec.http2.Http2Error;

/** Between reasons for a reset and error codes of RST_STREAM. Pure. */
final class ResetCodes {
    private ResetCodes() {}

    /** What a received code means to the stream. */
    static ResetReason reason(long code) {
        return code == Http2Error.REFUSED_STREAM.code() ? ResetReason.REMOTE_REFUSED : ResetReason.REMOTE_RESET;
    }

    /** The code to send to a client whose stream this side gives up. */
    static Http2Error toClient(ResetReason reason) {
        return switch (reason) {
            case PROTOCOL_ERROR -> Http2Error.PROTOCOL_ERROR;
            case OVERFLOW, REMOTE_REFUSED -> Http2Error.REFUSED_STREAM;
            case LOCAL_RESET,
                    REMOTE_RESET,
                    CONNECTION_FAILURE,
                    CONNECT_TIMEOUT,
                    CONNECTION_TERMINATION,
                    REUSED_CONNECTION_TERMINATION -> Http2Error.INTERNAL_ERROR;
        };
    }

    /** The code to send to a server whose stream this side gives up. */
    static Http2Error toServer(ResetReason reason) {
        return reason == ResetReason.PROTOCOL_ERROR ? Http2Error.PROTOCOL_ERROR : Http2Error.CANCEL;
    }
}
