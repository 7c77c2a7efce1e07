// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.state;

import java.util.Locale;
import java.util.Optional;

/** What a port speaks. Always declared, never sniffed. */
public enum Protocol {
    HTTP,
    HTTP2,
    GRPC,
    TCP;

    public boolean isHttp() {
        return this != TCP;
    }

    /** Whether requests go upstream as HTTP/2. */
    public boolean isHttp2() {
        return this == HTTP2 || this == GRPC;
    }

    /** From {@code appProtocol}: Kubernetes' standard names, IANA's, and Istio's; empty for a word nobody defined. */
    public static Optional<Protocol> ofAppProtocol(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "http", "http1", "kubernetes.io/ws" -> Optional.of(HTTP);
            case "http2", "h2c", "kubernetes.io/h2c" -> Optional.of(HTTP2);
            case "grpc", "grpc-web" -> Optional.of(GRPC);
            case "tcp",
                    "tls",
                    "https",
                    "kubernetes.io/wss",
                    "mongo",
                    "redis",
                    "mysql",
                    "postgresql",
                    "postgres",
                    "smtp",
                    "ftp" -> Optional.of(TCP);
            default -> Optional.empty();
        };
    }

    /** From a port's name, by Istio's convention {@code <protocol>[-<anything>]}. */
    public static Optional<Protocol> ofPortName(String name) {
        int dash = name.indexOf('-');
        return ofAppProtocol(dash < 0 ? name : name.substring(0, dash));
    }

    /** Protocols in which the server speaks first, so that nothing may wait for the client's bytes. */
    public static boolean isServerFirst(String appProtocol) {
        return switch (appProtocol.toLowerCase(Locale.ROOT)) {
            case "mysql", "smtp", "ftp" -> true;
            default -> false;
        };
    }
}
