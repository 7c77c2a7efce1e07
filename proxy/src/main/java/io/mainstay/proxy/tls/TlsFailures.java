// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;

/** Tells failed handshakes apart by what the TLS library throws. */
final class TlsFailures {
    private static final int MAX_DEPTH = 8;

    private TlsFailures() {}

    static TlsEvent classify(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            if (cause instanceof PeerRefusedException refused) {
                return refused.event();
            }
            if (cause instanceof SslHandshakeTimeoutException) {
                return TlsEvent.HANDSHAKE_TIMEOUT;
            }
            String message = String.valueOf(cause.getMessage()).toUpperCase(Locale.ROOT);
            // BoringSSL's code, and what the JDK says for the same.
            if (message.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE")
                    || message.contains("EMPTY CLIENT CERTIFICATE CHAIN")) {
                return TlsEvent.FAIL_VERIFY_NO_CERT;
            }
            cause = cause.getCause();
        }
        return TlsEvent.CONNECTION_ERROR;
    }

    /** For logs and response details; one line. */
    static String describe(TlsEvent event, Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof DecoderException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
            if (inner instanceof PeerRefusedException) {
                return event.statName() + ": " + inner.getMessage();
            }
        }
        return switch (cause) {
            case NotSslRecordException _ -> "the peer does not speak TLS";
            case SslHandshakeTimeoutException _ -> "TLS handshake timed out";
            case ClosedChannelException _ -> "closed during the TLS handshake";
            default ->
                event.statName() + ": " + String.valueOf(cause.getMessage()).replace('\n', ' ');
        };
    }
}
