// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.ResponseFlag;
import io.mainstay.proxy.stream.ResetReason;

/** What a client is told when an attempt failed: Envoy's statuses, bodies, flags and details. Pure. */
final class ResetReplies {
    private ResetReplies() {}

    static int status(ResetReason reason) {
        return reason == ResetReason.PROTOCOL_ERROR ? 502 : 503;
    }

    static String body(ResetReason reason, int attempts) {
        String which = attempts > 1 ? "retried and the latest reset reason: " : "reset reason: ";
        return "upstream connect error or disconnect/reset before headers. " + which + words(reason);
    }

    static String details(ResetReason reason) {
        return "upstream_reset_after_response_started{" + words(reason).replace(' ', '_') + "}";
    }

    static String details(ResetReason reason, String transport) {
        String words = words(reason).replace(' ', '_');
        return "upstream_reset_before_response_started{" + words + (transport.isEmpty() ? "" : "|" + transport) + "}";
    }

    private static String words(ResetReason reason) {
        return switch (reason) {
            case LOCAL_RESET -> "local reset";
            case REMOTE_RESET -> "remote reset";
            case REMOTE_REFUSED -> "remote refused stream reset";
            case CONNECTION_FAILURE -> "remote connection failure";
            case CONNECT_TIMEOUT -> "connection timeout";
            case CONNECTION_TERMINATION, REUSED_CONNECTION_TERMINATION -> "connection termination";
            case OVERFLOW -> "overflow";
            case PROTOCOL_ERROR -> "protocol error";
        };
    }

    static long flag(ResetReason reason) {
        ResponseFlag flag =
                switch (reason) {
                    case LOCAL_RESET -> ResponseFlag.LOCAL_RESET;
                    case REMOTE_RESET, REMOTE_REFUSED -> ResponseFlag.UPSTREAM_REMOTE_RESET;
                    case CONNECTION_FAILURE, CONNECT_TIMEOUT -> ResponseFlag.UPSTREAM_CONNECTION_FAILURE;
                    case CONNECTION_TERMINATION, REUSED_CONNECTION_TERMINATION ->
                        ResponseFlag.UPSTREAM_CONNECTION_TERMINATION;
                    case OVERFLOW -> ResponseFlag.UPSTREAM_OVERFLOW;
                    case PROTOCOL_ERROR -> ResponseFlag.UPSTREAM_PROTOCOL_ERROR;
                };
        return flag.bit();
    }
}
