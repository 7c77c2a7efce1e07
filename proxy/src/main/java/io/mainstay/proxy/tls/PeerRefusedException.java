// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import java.security.cert.CertificateException;

/** A peer's certificate was looked at and not accepted. Made for the TLS library, which knows no other way. */
final class PeerRefusedException extends CertificateException {
    private final TlsEvent event;

    PeerRefusedException(TlsEvent event, String message) {
        super(message);
        this.event = event;
    }

    TlsEvent event() {
        return event;
    }
}
