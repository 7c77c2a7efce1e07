// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.api;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/1.1 on one connection, request after request, as much of RFC 9112 as an API for machines needs: bodies by Content-Length or in
 * chunks, no trailers, no pipelining beyond what falls out. What is ambiguous is refused and the connection closed. Confined to its thread.
 */
final class HttpExchange {
    private static final Logger LOGGER = LoggerFactory.getLogger(HttpExchange.class);
    private static final int MAX_LINE = 16 * 1024;
    private static final int MAX_HEADERS = 100;
    private static final int MAX_BODY = 16 * 1024 * 1024;

    private final InputStream in;
    private final OutputStream out;
    private final HttpHandler handler;

    HttpExchange(InputStream in, OutputStream out, HttpHandler handler) {
        this.in = new BufferedInputStream(in);
        this.out = out;
        this.handler = handler;
    }

    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;
        private final int status;

        RefusedException(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    void serve() throws IOException {
        try {
            while (one()) {
                out.flush();
            }
        } catch (RefusedException e) {
            write(HttpResponse.text(e.status, e.getMessage() + "\n"), false, true);
            out.flush();
        }
    }

    /** Answers one request; false when the connection is to be closed. */
    private boolean one() throws IOException, RefusedException {
        String line = line();
        if (line == null) {
            return false;
        }
        String[] parts = line.split(" ", -1);
        if (parts.length != 3 || !parts[2].startsWith("HTTP/1.") || !parts[1].startsWith("/")) {
            throw new RefusedException(400, "not an HTTP/1.1 request");
        }
        Map<String, String> headers = headers();
        if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        String body = new String(body(headers), StandardCharsets.UTF_8);
        boolean close = parts[2].equals("HTTP/1.0") || "close".equalsIgnoreCase(headers.get("connection"));
        write(answer(parts[0], parts[1], headers, body), parts[0].equals("HEAD"), close);
        return !close;
    }

    private HttpResponse answer(String method, String target, Map<String, String> headers, String body) {
        try {
            String asked = method.equals("HEAD") ? "GET" : method;
            return handler.handle(
                    new HttpRequest(asked, RequestTarget.segments(target), RequestTarget.query(target), headers, body));
        } catch (IllegalArgumentException e) {
            return HttpResponse.text(400, e.getMessage() + "\n");
        } catch (RuntimeException e) {
            LOGGER.error("internal error: {} {} could not be answered", method, target, e);
            return HttpResponse.text(500, "internal error; the control plane's log has it\n");
        }
    }

    private Map<String, String> headers() throws IOException, RefusedException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int count = 0; ; count++) {
            String line = line();
            if (line == null || count > MAX_HEADERS) {
                throw new RefusedException(431, "too many headers, or cut off in them");
            }
            if (line.isEmpty()) {
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon <= 0 || line.charAt(0) == ' ' || line.charAt(colon - 1) == ' ') {
                throw new RefusedException(400, "a malformed header");
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            String before = headers.put(name, value);
            if (before != null && name.equals("content-length") && !before.equals(value)) {
                throw new RefusedException(400, "two lengths");
            }
        }
    }

    private byte[] body(Map<String, String> headers) throws IOException, RefusedException {
        String length = headers.get("content-length");
        String coding = headers.get("transfer-encoding");
        if (length != null && coding != null) {
            throw new RefusedException(400, "both a length and a transfer coding");
        }
        if (coding != null) {
            if (!coding.equalsIgnoreCase("chunked")) {
                throw new RefusedException(501, "transfer coding '" + coding + "' (expected: chunked)");
            }
            return chunks();
        }
        if (length == null) {
            return new byte[0];
        }
        if (!length.matches("[0-9]{1,9}") || Integer.parseInt(length) > MAX_BODY) {
            throw new RefusedException(413, "a body of at most " + MAX_BODY + " bytes, please");
        }
        return exactly(Integer.parseInt(length));
    }

    private byte[] exactly(int bytes) throws IOException, RefusedException {
        byte[] body = in.readNBytes(bytes);
        if (body.length < bytes) {
            throw new RefusedException(400, "the body was cut off");
        }
        return body;
    }

    private byte[] chunks() throws IOException, RefusedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String line = line();
            String size = line == null ? "" : line.replaceAll(";.*", "").strip();
            if (!size.matches("[0-9a-fA-F]{1,7}")) {
                throw new RefusedException(400, "a malformed chunk");
            }
            int bytes = Integer.parseInt(size, 16);
            if (body.size() + bytes > MAX_BODY) {
                throw new RefusedException(413, "a body of at most " + MAX_BODY + " bytes, please");
            }
            body.write(exactly(bytes));
            String end = line();
            if (end == null || !end.isEmpty()) {
                throw new RefusedException(400, "a malformed chunk");
            }
            if (bytes == 0) {
                return body.toByteArray();
            }
        }
    }

    /** A line without its end; null at the end of the connection. */
    private @Nullable String line() throws IOException, RefusedException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            if (next == '\n') {
                int length = line.length();
                return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
            }
            if (line.length() >= MAX_LINE) {
                throw new RefusedException(431, "a line is too long");
            }
            line.append((char) next);
        }
    }

    private void write(HttpResponse response, boolean headOnly, boolean close) throws IOException {
        byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + response.status() + " " + phrase(response.status()) + "\r\ncontent-type: "
                + response.contentType() + "\r\ncontent-length: " + body.length
                + (close ? "\r\nconnection: close" : "") + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        if (!headOnly) {
            out.write(body);
        }
    }

    private static String phrase(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 422 -> "Unprocessable Entity";
            case 503 -> "Service Unavailable";
            default -> "Status";
        };
    }
}
