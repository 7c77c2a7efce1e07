// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP/1.1 server whose every answer a test writes by hand; one thread per connection. */
final class FakeServer implements AutoCloseable {
    /** Serves one request; false closes the connection. */
    interface Behaviour {
        boolean answer(Wire.Message request, Wire connection, int requestNumber);
    }

    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final Behaviour behaviour;

    FakeServer(Behaviour behaviour) {
        this.behaviour = behaviour;
        try {
            listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Answers everything with 200 and what it was asked. */
    static FakeServer echo() {
        return new FakeServer((request, connection, number) -> {
            String body = request.startLine() + "|" + request.body();
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body);
            return true;
        });
    }

    /** Answers everything with the same small 200. */
    static FakeServer fixed() {
        return new FakeServer((request, connection, number) -> {
            connection.send("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 5\r\n\r\nhello");
            return true;
        });
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                open.add(socket);
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (Wire wire = new Wire(socket)) {
            while (behaviour.answer(wire.read(), wire, requests.incrementAndGet())) {
                // Until it says no.
            }
        } catch (IOException | UncheckedIOException e) {
            // The proxy closed the connection.
        }
        open.remove(socket);
    }

    int port() {
        return listening.getLocalPort();
    }

    int requests() {
        return requests.get();
    }

    int connections() {
        return connections.get();
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
