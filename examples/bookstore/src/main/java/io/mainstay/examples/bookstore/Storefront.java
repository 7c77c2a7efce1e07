// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.examples.bookstore;

import com.sun.net.httpserver.HttpExchange;
import io.mainstay.examples.bookstore.WebService.Reply;
import java.io.IOException;
import java.util.Map;

/**
 * The shop window: {@code GET /} lists the books, {@code GET /books/N} shows one with its reviews, and
 * {@code GET /api/books/N} gives the same as JSON. A page whose parts cannot be had is a 502, never a quiet half page.
 */
final class Storefront {
    private final AppConfig config;
    private final WebClient catalog;
    private final WebClient reviews;

    Storefront(AppConfig config) {
        this.config = config;
        this.catalog = new WebClient("catalog", config.peer(Service.CATALOG));
        this.reviews = new WebClient("reviews", config.peer(Service.REVIEWS));
    }

    RunningService start() throws IOException {
        return WebService.start(config, this::answer);
    }

    private Reply answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Map<String, String> trace = Trace.of(exchange);
        if (path.equals("/")) {
            return new Reply(200, Pages.HTML, Pages.shelf(catalog.get("/api/books", trace)), "");
        }
        int page = Paths.number(path, "/books/").orElse(0);
        int data = Paths.number(path, "/api/books/").orElse(0);
        int book = Math.max(page, data);
        if (book == 0) {
            return Reply.json(404, Json.object("error", "no such page: " + path));
        }
        Map<String, Object> found = catalog.get("/api/books/" + book, trace);
        Map<String, Object> opinions = reviews.get("/api/reviews/" + book, trace);
        String version = String.valueOf(opinions.get("version"));
        if (page == 0) {
            Map<String, Object> whole = Json.object(
                    "version",
                    config.version(),
                    "book",
                    found.getOrDefault("book", ""),
                    "reviews",
                    opinions.getOrDefault("reviews", ""));
            whole.put("reviewsVersion", version);
            return new Reply(200, "application/json", Json.write(whole), version);
        }
        return new Reply(200, Pages.HTML, Pages.book(found, opinions), version);
    }
}
