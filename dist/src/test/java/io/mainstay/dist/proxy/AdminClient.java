// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import io.mainstay.engine.core.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeSet;

/** The admin pages of a proxy under test. */
final class AdminClient {
    /** To be put first into a bootstrap. */
    static final String ADDRESS =
            "\"admin\": {\"address\": {\"socket_address\": {\"address\": \"127.0.0.1\", \"port_value\": 0}}},";

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;

    AdminClient(ProxyProcess process) {
        if (!(process.admin().orElseThrow() instanceof Address.Socket(String host, int port))) {
            throw new IllegalArgumentException("no TCP admin");
        }
        base = "http://" + host + ":" + port;
    }

    /** A bootstrap with admin. */
    static String with(String json) {
        return "{" + ADDRESS + json.strip().substring(1);
    }

    String base() {
        return base;
    }

    HttpResponse<String> ask(String method, String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(base + path))
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String get(String path) {
        return ask("GET", path).body();
    }

    /** Names of the families in Prometheus' text. */
    static Set<String> families(String text) {
        Set<String> names = new TreeSet<>();
        text.lines().filter(line -> line.startsWith("# TYPE ")).forEach(line -> names.add(line.split(" ", -1)[2]));
        return names;
    }
}
