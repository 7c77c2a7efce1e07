// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.tls;

import java.util.List;
import java.util.Objects;

/**
 * {@code TlsParameters}.
 *
 * @param minimum      default TLS 1.2 for both sides
 * @param maximum      default TLS 1.3
 * @param cipherSuites for TLS 1.2 and below, OpenSSL names, in order; empty: the library's
 * @param ecdhCurves   e.g. {@code X25519}; empty: the library's
 */
public record TlsParameters(Protocol minimum, Protocol maximum, List<String> cipherSuites, List<String> ecdhCurves) {
    /** Envoy's. */
    public static final TlsParameters DEFAULT =
            new TlsParameters(Protocol.TLS_1_2, Protocol.TLS_1_3, List.of(), List.of());

    public TlsParameters {
        Objects.requireNonNull(minimum);
        Objects.requireNonNull(maximum);
        cipherSuites = List.copyOf(cipherSuites);
        ecdhCurves = List.copyOf(ecdhCurves);
    }

    /** Versions still allowed; 1.0 and 1.1 are rejected when they are configured. */
    public enum Protocol {
        TLS_1_2("TLSv1.2"),
        TLS_1_3("TLSv1.3");

        private final String jdkName;

        Protocol(String jdkName) {
            this.jdkName = jdkName;
        }

        /** The name the JDK and Netty use. */
        public String jdkName() {
            return jdkName;
        }
    }
}
