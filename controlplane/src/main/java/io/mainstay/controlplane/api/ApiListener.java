// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.api;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One place where the API listens: a Unix socket only its owner can open, or a TCP port. A virtual thread per connection. */
final class ApiListener implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ApiListener.class);
    private static final int MAX_CONNECTIONS = 256;

    private final ServerSocketChannel server;
    private final @Nullable Path socket;
    private final HttpHandler handler;
    private final Semaphore places = new Semaphore(MAX_CONNECTIONS);
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

    private ApiListener(ServerSocketChannel server, @Nullable Path socket, HttpHandler handler) {
        this.server = server;
        this.socket = socket;
        this.handler = handler;
    }

    /**
     * Listens on a Unix socket with mode 0600. It is made in a folder of its own and moved into place, so that nobody else can open it in
     * between. A socket that nobody answers is taken over.
     */
    static ApiListener onSocket(Path path, HttpHandler handler) throws IOException {
        BindCheck.socket(path);
        Path parent = Objects.requireNonNull(path.toAbsolutePath().getParent());
        Files.createDirectories(
                parent, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path folder = Files.createTempDirectory(parent, ".api");
        Path made = folder.resolve("s");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(made));
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            Files.move(made, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            server.close();
            throw e;
        } finally {
            Files.deleteIfExists(made);
            Files.delete(folder);
        }
        return new ApiListener(server, path, handler);
    }

    /** Listens on a TCP port; {@code option} is how a user chooses another. */
    static ApiListener onPort(InetSocketAddress address, String option, HttpHandler handler) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.bind(address);
        } catch (BindException e) {
            server.close();
            throw new IOException(
                    "cannot listen on " + address + ": " + e.getMessage() + "; choose another " + option, e);
        }
        return new ApiListener(server, null, handler);
    }

    ApiListener start() {
        Thread.ofVirtual().name("api-accept").start(this::accept);
        return this;
    }

    SocketAddress address() throws IOException {
        return server.getLocalAddress();
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                places.acquire();
                SocketChannel connection = server.accept();
                connections.add(connection);
                Thread.ofVirtual().name("api").start(() -> serve(connection));
            } catch (IOException e) {
                if (server.isOpen()) {
                    LOGGER.warn("the API could not accept a connection", e);
                }
                places.release();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            new HttpExchange(Channels.newInputStream(connection), Channels.newOutputStream(connection), handler)
                    .serve();
        } catch (IOException e) {
            LOGGER.debug("an API connection ended: {}", e.toString());
        } finally {
            connections.remove(connection);
            places.release();
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            if (socket != null) {
                Files.deleteIfExists(socket);
            }
            for (SocketChannel connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            LOGGER.warn("the API did not close cleanly", e);
        }
    }
}
