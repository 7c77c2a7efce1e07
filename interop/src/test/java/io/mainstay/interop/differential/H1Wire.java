// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One end of an HTTP/1.1 connection that believes what it reads: names and values as they came, framing as RFC 9112 says. */
final class H1Wire implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    H1Wire(Socket socket, int timeoutMillis) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(timeoutMillis);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    static H1Wire connect(int port, int timeoutMillis) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMillis);
        return new H1Wire(socket, timeoutMillis);
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A line without its end; empty at the end of the stream. */
    Optional<String> line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                int length = line.length();
                return Optional.of(
                        length > 0 && line.charAt(length - 1) == '\r'
                                ? line.substring(0, length - 1)
                                : line.toString());
            }
            line.append((char) c);
        }
        if (line.isEmpty()) {
            return Optional.empty();
        }
        throw new EOFException("ended after: " + line);
    }

    private String needed() throws IOException {
        return line().orElseThrow(() -> new EOFException("ended within a message"));
    }

    List<Field> fields() throws IOException {
        List<Field> fields = new ArrayList<>();
        for (String line = needed(); !line.isEmpty(); line = needed()) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IOException("not a field: " + line);
            }
            fields.add(
                    Field.of(line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return fields;
    }

    /** A body as the head announces it. */
    Body body(List<Field> head, boolean untilEnd) throws IOException {
        if (head.stream().anyMatch(field -> field.is("transfer-encoding"))) {
            return chunks();
        }
        Optional<Field> length =
                head.stream().filter(field -> field.is("content-length")).findFirst();
        if (length.isPresent()) {
            return new Body.Length(exactly(Integer.parseInt(length.get().value())));
        }
        return untilEnd ? new Body.Length(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)) : Body.none();
    }

    private Body chunks() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int size = size(); size > 0; size = size()) {
            text.append(exactly(size));
            needed();
        }
        return new Body.Chunks(List.of(text.toString()), fields());
    }

    private int size() throws IOException {
        String line = needed();
        int extension = line.indexOf(';');
        try {
            return Integer.parseInt((extension < 0 ? line : line.substring(0, extension)).strip(), 16);
        } catch (NumberFormatException e) {
            throw new IOException("not a chunk size: " + line, e);
        }
    }

    private String exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("ended within a body");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
