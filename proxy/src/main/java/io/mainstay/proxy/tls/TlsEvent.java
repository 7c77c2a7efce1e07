// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

/** What is counted of TLS, under Envoy's names. */
public enum TlsEvent {
    /** A handshake that succeeded, full or resumed. */
    HANDSHAKE("handshake"),
    /** One of these that took up an earlier session. */
    SESSION_REUSED("session_reused"),
    /** A success without a client certificate. */
    NO_CERTIFICATE("no_certificate"),
    /** A handshake that failed for another reason than the ones below. */
    CONNECTION_ERROR("connection_error"),
    /** The peer had to show a certificate and did not. */
    FAIL_VERIFY_NO_CERT("fail_verify_no_cert"),
    /** The chain does not lead to a trusted root, or not now. */
    FAIL_VERIFY_ERROR("fail_verify_error"),
    /** The chain is good and is somebody else's. */
    FAIL_VERIFY_SAN("fail_verify_san"),
    /** The certificate or its key is not a pinned one. */
    FAIL_VERIFY_CERT_HASH("fail_verify_cert_hash"),
    /** The handshake took too long. */
    HANDSHAKE_TIMEOUT("handshake_timeout"),
    /** A connection that came before its secret. */
    NOT_READY("context_not_ready");

    private final String statName;

    TlsEvent(String statName) {
        this.statName = statName;
    }

    /** Last part of the counter's name, after {@code ssl.}. */
    public String statName() {
        return statName;
    }
}
