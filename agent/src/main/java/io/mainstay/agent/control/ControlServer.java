// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The node's end. Binding replaces whatever socket has the path, so that a new node process takes over from the old one by
 * binding; those connected to the old one come back when it closes.
 */
public final class ControlServer implements AutoCloseable {
    /** The longest path a Unix socket can have, less what binding under a temporary name needs. */
    private static final int MAX_PATH = 102;

    private final Path path;
    private final ServerSocketChannel server;
    private final Set<ControlConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Talks to one {@code run}; the connection is closed when it returns. */
    public interface Session {
        void serve(ControlConnection connection) throws IOException;
    }

    private ControlServer(Path path, ServerSocketChannel server) {
        this.path = path;
        this.server = server;
    }

    /** Binds, for this user alone, and serves each connection on a thread of its own. */
    public static ControlServer bind(Path path, Session session) throws IOException {
        if (path.toString().length() > MAX_PATH) {
            throw new IOException("the path of a socket may have " + MAX_PATH + " characters: " + path
                    + "; choose a shorter runtime folder");
        }
        Path temporary = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(temporary));
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-------"));
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        ControlServer server = new ControlServer(path, channel);
        Thread.ofVirtual().name("control").start(() -> server.accept(session));
        return server;
    }

    public Path path() {
        return path;
    }

    private void accept(Session session) {
        while (server.isOpen()) {
            try {
                SocketChannel peer = server.accept();
                Thread.ofVirtual().start(() -> serve(new ControlConnection(peer), session));
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException _) {
                // One peer that was gone before it was accepted is no reason to stop.
            }
        }
    }

    private void serve(ControlConnection connection, Session session) {
        connections.add(connection);
        try (connection) {
            // A connection can still be accepted while the socket is being closed.
            if (!closed) {
                session.serve(connection);
            }
        } catch (IOException _) {
            // The peer is gone; the session has seen to what follows from that.
        } finally {
            connections.remove(connection);
        }
    }

    /** Accepts no more and closes what is open. Leaves the path: it may be another process's by now. */
    @Override
    public void close() {
        closed = true;
        try {
            server.close();
        } catch (IOException _) {
            // Closing is all that was wanted.
        }
        connections.forEach(ControlConnection::close);
    }
}
