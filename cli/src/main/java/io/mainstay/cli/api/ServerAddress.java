// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.api;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Where a control plane answers. */
public sealed interface ServerAddress {
    /** A Unix socket of this machine. */
    record Unix(Path socket) implements ServerAddress {
        public Unix {
            Objects.requireNonNull(socket);
        }

        @Override
        public SocketAddress socketAddress() {
            return UnixDomainSocketAddress.of(socket);
        }

        @Override
        public String toString() {
            return "unix:" + socket;
        }
    }

    /** A TCP port. */
    record Tcp(String host, int port) implements ServerAddress {
        public Tcp {
            Objects.requireNonNull(host);
        }

        @Override
        public SocketAddress socketAddress() {
            return new InetSocketAddress(host, port);
        }

        @Override
        public String toString() {
            return "http://" + host + ":" + port;
        }
    }

    /** To connect to. */
    SocketAddress socketAddress();

    /** Reads {@code unix:/path}, {@code /path} or {@code http://host:port}; empty when it is none of them. */
    static Optional<ServerAddress> parse(String text) {
        if (text.startsWith("unix:")) {
            return Optional.of(new Unix(Path.of(text.substring("unix:".length()))));
        }
        if (text.startsWith("/") || text.startsWith("./")) {
            return Optional.of(new Unix(Path.of(text)));
        }
        if (!text.startsWith("http://")) {
            return Optional.empty();
        }
        try {
            URI uri = URI.create(text);
            String host = uri.getHost();
            return host == null
                    ? Optional.empty()
                    : Optional.of(new Tcp(host, uri.getPort() < 0 ? 15_080 : uri.getPort()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
