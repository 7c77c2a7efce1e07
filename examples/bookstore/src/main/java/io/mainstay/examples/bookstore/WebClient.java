// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.examples.bookstore;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A GET with the JDK's oldest client: small, and it keeps connections. */
final class WebClient {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int READ_MILLIS = 10_000;

    private final String name;
    private final InetSocketAddress address;

    WebClient(String name, InetSocketAddress address) {
        this.name = name;
        this.address = address;
    }

    Map<String, Object> get(String path, Map<String, String> trace) throws IOException {
        URI uri = URI.create("http://" + address.getHostString() + ":" + address.getPort() + path);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        trace.forEach(connection::setRequestProperty);
        try {
            int status = connection.getResponseCode();
            try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                String text = body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
                if (status != 200) {
                    throw new IOException(name + " answered " + status + ": " + text);
                }
                return Json.read(text);
            }
        } catch (IOException e) {
            throw e.getMessage() != null && e.getMessage().startsWith(name) ? e : new IOException(name + ": " + e, e);
        }
    }
}
