// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.examples.bookstore;

import java.util.List;
import java.util.Map;

/** The storefront's pages. Everything shown is escaped. */
final class Pages {
    static final String HTML = "text/html; charset=utf-8";

    private static final String FRAME = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%1$s</title>
        <style>
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; color: #222; }
        a { color: #0a5; } blockquote { margin: 1rem 0; padding: .5rem 1rem; border-left: .25rem solid #ddd; }
        .black { color: #222; } .red { color: #c22; } footer { margin-top: 3rem; color: #666; font-size: .875rem; }
        </style>
        </head>
        <body>
        <h1>%1$s</h1>
        %2$s
        </body>
        </html>
        """;

    private Pages() {}

    static String shelf(Map<String, Object> catalog) {
        StringBuilder list = new StringBuilder("<ul>\n");
        for (Map<?, ?> book : objects(catalog.getOrDefault("books", List.of()))) {
            list.append("<li><a href=\"/books/%s\">%s</a>, %s</li>%n"
                    .formatted(text(book, "id"), text(book, "title"), text(book, "author")));
        }
        return FRAME.formatted("Bookstore", list.append("</ul>"));
    }

    static String book(Map<String, Object> catalog, Map<String, Object> reviews) {
        Map<?, ?> book = catalog.get("book") instanceof Map<?, ?> map ? map : Map.of();
        StringBuilder body = new StringBuilder();
        body.append("<p>%s, %s. $%s</p>%n".formatted(text(book, "author"), text(book, "year"), text(book, "price")));
        for (Map<?, ?> review : objects(reviews.getOrDefault("reviews", List.of()))) {
            body.append("<blockquote><p>%s</p><p><cite>%s</cite> %s</p></blockquote>%n"
                    .formatted(text(review, "text"), text(review, "reviewer"), stars(review)));
        }
        body.append("<footer>reviews %s, catalog %s. <a href=\"/\">All books</a></footer>"
                .formatted(text(reviews, "version"), text(catalog, "version")));
        return FRAME.formatted(text(book, "title"), body);
    }

    private static String stars(Map<?, ?> review) {
        if (!(review.get("stars") instanceof Integer count)) {
            return "";
        }
        int shown = Math.clamp(count, 0, 5);
        return "<span class=\"%s\" aria-label=\"%d of 5 stars\">%s</span>"
                .formatted(text(review, "color"), shown, "★".repeat(shown) + "☆".repeat(5 - shown));
    }

    private static List<Map<?, ?>> objects(Object value) {
        return value instanceof List<?> list
                ? list.stream()
                        .<Map<?, ?>>mapMulti((item, out) -> {
                            if (item instanceof Map<?, ?> map) {
                                out.accept(map);
                            }
                        })
                        .toList()
                : List.of();
    }

    private static String text(Map<?, ?> object, String name) {
        Object value = object.get(name);
        return value == null
                ? ""
                : value.toString()
                        .replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;");
    }
}
