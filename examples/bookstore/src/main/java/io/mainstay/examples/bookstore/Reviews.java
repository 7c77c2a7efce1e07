// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.examples.bookstore;

import com.sun.net.httpserver.HttpExchange;
import io.mainstay.examples.bookstore.WebService.Reply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What readers think: {@code GET /api/reviews/N}. Version 1 shows no stars and asks nobody, version 2 shows black stars,
 * version 3 red ones. {@code reviews_v1.py} is the first version once more, in another language.
 */
final class Reviews {
    private final AppConfig config;

    Reviews(AppConfig config) {
        this.config = config;
    }

    RunningService start() throws IOException {
        if (config.version().equals("v1")) {
            return WebService.start(config, exchange -> answer(exchange, (book, trace) -> Map.of()));
        }
        RatingsClient ratings = new RatingsClient(config.peer(Service.RATINGS));
        WebService web = WebService.start(config, exchange -> answer(exchange, ratings::stars));
        return new RunningService() {
            @Override
            public InetSocketAddress address() {
                return web.address();
            }

            @Override
            public void close() {
                web.close();
                ratings.close();
            }
        };
    }

    /** Asks for the stars of a book, by reviewer. */
    private interface Stars {
        Map<String, Integer> of(int book, Map<String, String> trace) throws IOException;
    }

    private Reply answer(HttpExchange exchange, Stars stars) throws IOException {
        if (config.faultStatus() != 0) {
            return Reply.json(config.faultStatus(), Json.object("version", config.version(), "error", "told to fail"));
        }
        String path = exchange.getRequestURI().getPath();
        int book = Paths.number(path, "/api/reviews/").orElse(0);
        if (book == 0) {
            return Reply.json(404, Json.object("error", "no such book: " + path));
        }
        Map<String, Integer> given = stars.of(book, Trace.of(exchange));
        List<Map<String, Object>> reviews = new ArrayList<>();
        for (Opinion opinion : Opinion.ALL) {
            Map<String, Object> review = Json.object("reviewer", opinion.reviewer(), "text", opinion.text());
            Integer count = given.get(opinion.reviewer());
            if (count != null) {
                review.put("stars", count);
                review.put("color", config.version().equals("v3") ? "red" : "black");
            }
            reviews.add(review);
        }
        return Reply.json(200, Json.object("version", config.version(), "book", book, "reviews", reviews));
    }

    private record Opinion(String reviewer, String text) {
        static final List<Opinion> ALL = List.of(
                new Opinion("Reader One", "An extremely entertaining book. The ending made me laugh out loud."),
                new Opinion("Reader Two", "Absolutely fun, though it could do with fewer coincidences."));
    }
}
