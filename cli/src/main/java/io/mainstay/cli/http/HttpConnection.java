// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One HTTP/1.1 connection; asks one thing after the other. One thread at a time. */
public final class HttpConnection implements AutoCloseable {
    private static final int MAX_HEAD = 64 * 1024;
    private static final int MAX_BODY = 64 * 1024 * 1024;

    private final Wire wire;
    private final String authority;
    private boolean reusable = true;

    private HttpConnection(Wire wire, String authority) {
        this.wire = wire;
        this.authority = authority;
    }

    /**
     * Connects.
     *
     * @param authority what the host header says
     */
    public static HttpConnection open(SocketAddress address, String authority, Duration timeout) throws HttpFailure {
        try {
            return new HttpConnection(Wire.connect(address, System.nanoTime() + timeout.toNanos()), authority);
        } catch (IOException e) {
            boolean timedOut = e instanceof InterruptedIOException;
            throw new HttpFailure(
                    HttpFailure.Stage.CONNECT, timedOut, "cannot connect to " + address + ": " + why(e), e);
        }
    }

    /** Asks once on a connection of its own. */
    public static HttpAnswer once(SocketAddress address, String authority, HttpCall call, Duration timeout)
            throws HttpFailure {
        try (HttpConnection connection = open(address, authority, timeout)) {
            return connection.exchange(call, timeout);
        }
    }

    /** Whether another exchange may follow. Looks at the socket, so that one the server has closed is noticed. */
    public boolean reusable() {
        try {
            return reusable && !wire.disturbed();
        } catch (IOException _) {
            return false;
        }
    }

    /** Sends a request and waits for the whole answer. */
    public HttpAnswer exchange(HttpCall call, Duration timeout) throws HttpFailure {
        long before = wire.receivedBytes();
        wire.deadline(System.nanoTime() + timeout.toNanos());
        try {
            wire.write(ByteBuffer.wrap(serialise(call)));
            return receive(call.method().equals("HEAD"));
        } catch (IOException e) {
            reusable = false;
            boolean begun = wire.receivedBytes() > before;
            throw new HttpFailure(
                    begun ? HttpFailure.Stage.BEGUN : HttpFailure.Stage.UNANSWERED,
                    e instanceof InterruptedIOException,
                    why(e),
                    e);
        }
    }

    private static String why(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private byte[] serialise(HttpCall call) {
        byte[] body = call.body().getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder();
        head.append(call.method()).append(' ').append(call.path()).append(" HTTP/1.1\r\nhost: ");
        head.append(authority).append("\r\n");
        call.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        if (body.length > 0 || !call.method().equals("GET")) {
            head.append("content-length: ").append(body.length).append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(start.length + body.length)
                .put(start)
                .put(body)
                .array();
    }

    private HttpAnswer receive(boolean headOnly) throws IOException {
        int status;
        Map<String, String> headers;
        do {
            status = status(line());
            headers = headers();
        } while (status >= 100 && status < 200);
        if (headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("close")) {
            reusable = false;
        }
        byte[] body = headOnly || status == 204 || status == 304 ? new byte[0] : body(headers);
        return new HttpAnswer(status, headers, new String(body, StandardCharsets.UTF_8));
    }

    private static int status(String line) throws IOException {
        if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
            throw new ProtocolException("not an HTTP/1 status line: " + line);
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new ProtocolException("not a header: " + line);
            }
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (first, second) -> first + ", " + second);
        }
        return headers;
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked")) {
            return chunks();
        }
        String length = headers.get("content-length");
        if (length != null) {
            return wire.read(bounded(number(length, 10)));
        }
        reusable = false;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] part = wire.readSome(); part.length > 0; part = wire.readSome()) {
            bounded((long) body.size() + part.length);
            body.write(part);
        }
        return body.toByteArray();
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String line = line();
            long size = chunkSize(line);
            if (size == 0) {
                headers();
                return body.toByteArray();
            }
            bounded(body.size() + size);
            body.write(wire.read((int) size));
            if (!line().isEmpty()) {
                throw new ProtocolException("a chunk does not end where it says");
            }
        }
    }

    private static long chunkSize(String line) throws IOException {
        int extension = line.indexOf(';');
        return number((extension < 0 ? line : line.substring(0, extension)).strip(), 16);
    }

    private static long number(String text, int radix) throws IOException {
        try {
            return Long.parseLong(text, radix);
        } catch (NumberFormatException e) {
            throw new IOException("not a length: " + text, e);
        }
    }

    private static int bounded(long length) throws IOException {
        if (length < 0 || length > MAX_BODY) {
            throw new ProtocolException("body of " + length + " bytes (expected: at most " + MAX_BODY + ")");
        }
        return (int) length;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = wire.read(); next != '\n'; next = wire.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            if (line.size() > MAX_HEAD) {
                throw new ProtocolException("a line of more than " + MAX_HEAD + " bytes");
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    @Override
    public void close() {
        wire.close();
    }
}
