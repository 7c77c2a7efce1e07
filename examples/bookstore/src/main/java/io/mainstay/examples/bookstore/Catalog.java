// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.examples.bookstore;

import com.sun.net.httpserver.HttpExchange;
import io.mainstay.examples.bookstore.WebService.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Knows the books. {@code GET /api/books} and {@code GET /api/books/N}. */
final class Catalog {
    private static final List<Map<String, Object>> BOOKS = List.of(
            book(1, "The Comedy of Errors", "William Shakespeare", 1594, "9.99"),
            book(2, "Around the World in Eighty Days", "Jules Verne", 1872, "7.49"),
            book(3, "The Voyage of the Beagle", "Charles Darwin", 1839, "12.00"));

    private final AppConfig config;

    Catalog(AppConfig config) {
        this.config = config;
    }

    RunningService start() throws IOException {
        return WebService.start(config, this::answer);
    }

    private Reply answer(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/api/books")) {
            return Reply.json(200, Json.object("version", config.version(), "books", BOOKS));
        }
        return Paths.number(path, "/api/books/")
                .flatMap(Catalog::find)
                .map(book -> Reply.json(200, Json.object("version", config.version(), "book", book)))
                .orElseGet(() -> Reply.json(404, Json.object("error", "no such book: " + path)));
    }

    private static Optional<Map<String, Object>> find(Integer number) {
        return BOOKS.stream().filter(book -> number.equals(book.get("id"))).findFirst();
    }

    private static Map<String, Object> book(int id, String title, String author, int year, String price) {
        return Json.object("id", id, "title", title, "author", author, "year", year, "price", price);
    }
}
