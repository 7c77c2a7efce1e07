// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.examples.bookstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole shop, started as its users would, without any mesh. */
class UnmeshedBookstoreTest {
    private final List<RunningService> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.reversed().forEach(RunningService::close);
    }

    @Test
    void thePageShowsTheBookWithStarsOfEveryVersion() throws IOException {
        Map<String, String> ratings = start(Service.RATINGS, Map.of());
        Map<String, String> catalog = start(Service.CATALOG, Map.of());

        String black = get(shop(catalog, start(Service.REVIEWS, with(ratings, "VERSION", "v2"))), "/books/1");
        String red = get(shop(catalog, start(Service.REVIEWS, with(ratings, "VERSION", "v3"))), "/books/1");
        String none = get(shop(catalog, start(Service.REVIEWS, Map.of())), "/books/1");

        assertThat(black).contains("The Comedy of Errors", "class=\"black\"", "★★★★★", "x-reviews-version: v2");
        assertThat(red).contains("class=\"red\"", "x-reviews-version: v3");
        assertThat(none).contains("Reader One", "x-reviews-version: v1").doesNotContain("★");
    }

    @Test
    void theShelfListsTheCatalog() throws IOException {
        Map<String, String> catalog = start(Service.CATALOG, Map.of());

        assertThat(get(shop(catalog, Map.of()), "/")).contains("200 OK", "/books/3", "Charles Darwin");
    }

    @Test
    void aMissingPartIsABadGatewayAndNotAHalfPage() throws IOException {
        Map<String, String> catalog = start(Service.CATALOG, Map.of());
        Map<String, String> reviews = start(Service.REVIEWS, Map.of("FAULT_STATUS", "503"));

        assertThat(get(shop(catalog, reviews), "/api/books/2")).contains("502", "reviews answered 503");
    }

    @Test
    void unknownPagesAndBooksAreNotFound() throws IOException {
        Map<String, String> catalog = start(Service.CATALOG, Map.of());
        int shop = shop(catalog, Map.of());

        assertThat(get(shop, "/nowhere")).contains("404");
        assertThat(get(shop, "/books/77777777")).contains("404");
        assertThat(get(Integer.parseInt(catalog.get("CATALOG_SERVICE_PORT")), "/api/books/9"))
                .contains("404");
    }

    @Test
    void everyWebServiceTellsItsHealth() throws IOException {
        Map<String, String> catalog = start(Service.CATALOG, Map.of("VERSION", "v7"));

        assertThat(get(Integer.parseInt(catalog.get("CATALOG_SERVICE_PORT")), "/healthz"))
                .contains("200 OK", "x-bookstore-version: v7");
    }

    private int shop(Map<String, String> catalog, Map<String, String> reviews) throws IOException {
        Map<String, String> variables = new HashMap<>(catalog);
        variables.putAll(reviews);
        return Integer.parseInt(start(Service.STOREFRONT, variables).get("STOREFRONT_SERVICE_PORT"));
    }

    /** Starts a service and returns the variables by which others find it. */
    private Map<String, String> start(Service service, Map<String, String> variables) throws IOException {
        RunningService running = Bookstore.start(service, with(variables, "PORT", "0"));
        started.add(running);
        return Map.of(
                service.name() + "_SERVICE_HOST",
                running.address().getAddress().getHostAddress(),
                service.name() + "_SERVICE_PORT",
                Integer.toString(running.address().getPort()));
    }

    private static Map<String, String> with(Map<String, String> variables, String name, String value) {
        Map<String, String> all = new HashMap<>(variables);
        all.put(name, value);
        return all;
    }

    /** A request by hand: head and body as they came, header names in lower case. */
    private static String get(int port, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.replace("X-bookstore-version", "x-bookstore-version")
                    .replace("X-reviews-version", "x-reviews-version");
        }
    }
}
