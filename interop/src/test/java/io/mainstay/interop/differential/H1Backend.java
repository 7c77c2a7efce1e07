// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An HTTP/1.1 server that does what the ledger says; a virtual thread per connection. */
final class H1Backend implements AutoCloseable {
    private static final int IDLE_MILLIS = 120_000;

    private final Ledger ledger;
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    H1Backend(Ledger ledger) {
        this.ledger = ledger;
        try {
            listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (H1Wire wire = new H1Wire(socket, IDLE_MILLIS)) {
            for (boolean reused = false; one(wire, reused); reused = true) {
                // Until the connection is to end.
            }
        } catch (IOException e) {
            // The proxy closed the connection.
        } finally {
            open.remove(socket);
        }
    }

    private boolean one(H1Wire wire, boolean reused) throws IOException {
        Optional<String> start = wire.line();
        if (start.isEmpty()) {
            return false;
        }
        String[] parts = start.get().split(" ", -1);
        List<Field> fields = wire.fields();
        Body body = wire.body(fields, false);
        String host = fields.stream()
                .filter(field -> field.is("host"))
                .map(Field::value)
                .findFirst()
                .orElse("");
        List<Field> rest = fields.stream().filter(field -> !field.is("host")).toList();
        Step step = ledger.next(new Seen(Version.H1, parts[0], parts[1], host, rest, body, reused));
        switch (step) {
            case Step.Reply reply -> {
                wire.send(H1Text.response(reply, parts[0].equals("HEAD")));
                return reply.fields().stream().noneMatch(field -> field.is("connection"));
            }
            case Step.Silence _ -> {
                wire.line();
                return false;
            }
            case Step.Abort _ -> {
                return false;
            }
            case Step.Break _ -> {
                wire.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n0123456789");
                return false;
            }
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
