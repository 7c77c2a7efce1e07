// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import java.util.Objects;

/** Where something listens or is reached ({@code core.v3.Address}). TCP only. */
public sealed interface Address {
    /**
     * {@code socket_address}.
     *
     * @param host an IP literal; in STRICT_DNS and LOGICAL_DNS clusters also a name
     * @param port 0..65535; 0 lets the system choose (listeners only)
     */
    record Socket(String host, int port) implements Address {
        public Socket {
            Objects.requireNonNull(host);
        }

        @Override
        public String toString() {
            return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
        }
    }

    /**
     * {@code pipe}: a Unix socket.
     *
     * @param path file path, at most 107 bytes on Linux; a leading {@code @} means the abstract namespace
     * @param mode permission bits for a listener's socket, 0 leaves the system's default
     */
    record Pipe(String path, int mode) implements Address {
        public Pipe {
            Objects.requireNonNull(path);
        }

        @Override
        public String toString() {
            return path;
        }
    }
}
