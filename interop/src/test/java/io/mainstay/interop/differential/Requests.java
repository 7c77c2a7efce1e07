// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Random requests, well formed. */
final class Requests {
    private static final int LARGE_VALUE = 6_000;
    private static final int LARGE_BODY = 100_000;

    private final Dice dice;

    Requests(Dice dice) {
        this.dice = dice;
    }

    Request request(boolean slow) {
        Version version = dice.pick(Version.H1, Version.H2);
        String method = method();
        String path = dice.pick(Words.PATHS).replace("é", version == Version.H1 ? "e" : "e2");
        String target = path + dice.pick(Words.QUERIES);
        String authority = slow ? RouteTables.SLOW_HOST : dice.pick(Words.HOSTS);
        if (version == Version.H1 && !slow && dice.chance(0.08)) {
            target = dice.pick("http", "https", "HTTP") + "://" + dice.pick(Words.HOSTS) + target;
        }
        Body body = body(method);
        return new Request(version, method, target, authority, Repeats.in(fields(version, slow), Words.VALUES), body);
    }

    private String method() {
        return dice.chance(0.5)
                ? "GET"
                : dice.pick("POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH", "TRACE", "PURGE", "POST");
    }

    private Body body(String method) {
        boolean may = !method.equals("GET") && !method.equals("HEAD") && !method.equals("TRACE");
        if (!may || dice.chance(0.2)) {
            return Body.none();
        }
        if (dice.chance(0.5)) {
            return new Body.Length(text());
        }
        List<String> chunks = new ArrayList<>();
        for (int count = dice.below(4); count > 0; count--) {
            chunks.add(text());
        }
        chunks.removeIf(String::isEmpty);
        return new Body.Chunks(chunks, dice.chance(0.3) ? List.of(Field.of("x-trailer", "t1")) : List.of());
    }

    private String text() {
        return dice.chance(0.05) ? "L".repeat(LARGE_BODY) : dice.pick("", "a", "body", "0\r\n\r\n", "a=b&c=d");
    }

    private List<Field> fields(Version version, boolean slow) {
        List<Field> fields = new ArrayList<>();
        for (String name : dice.some(Words.NAMES, 4)) {
            fields.add(Field.of(cased(name, version), dice.pick(Words.VALUES)));
        }
        if (dice.chance(0.1)) {
            fields.add(Field.of("x-many", dice.pick(Words.VALUES)));
            fields.add(Field.of("x-many", dice.pick(Words.VALUES)));
        }
        if (dice.chance(0.25)) {
            forwarding(fields);
        }
        if (dice.chance(0.2)) {
            fields.add(Field.of("x-cluster", dice.pick("h1", "h2", "missing", "empty")));
        }
        if (dice.chance(0.15)) {
            asking(fields, slow);
        }
        if (dice.chance(0.15)) {
            hop(fields, version);
        }
        if (dice.chance(0.04)) {
            fields.add(Field.of("x-large", "l".repeat(LARGE_VALUE)));
        }
        if (dice.chance(0.05)) {
            fields.add(Field.of("content-type", dice.pick("application/grpc", "application/grpc+proto", "text/plain")));
        }
        if (dice.chance(0.1)) {
            fields.add(Field.of("cookie", "a=1"));
            fields.add(Field.of("cookie", "b=2"));
        }
        return fields;
    }

    private void forwarding(List<Field> fields) {
        switch (dice.below(8)) {
            case 0 -> fields.add(Field.of("x-forwarded-for", dice.pick("10.0.0.1", "1.2.3.4, 10.0.0.1", "bad", "::1")));
            case 1 -> fields.add(Field.of("x-forwarded-proto", dice.pick("https", "http", "HTTPS", "bad")));
            case 2 -> fields.add(Field.of("x-request-id", dice.pick("mine", "a-b-c")));
            case 3 -> fields.add(Field.of("x-forwarded-host", "fh.test"));
            case 4 -> fields.add(Field.of("x-envoy-internal", "true"));
            case 5 -> fields.add(Field.of("via", "1.0 before"));
            case 6 -> fields.add(Field.of("x-envoy-original-path", "/forged"));
            default -> {
                fields.add(Field.of("x-forwarded-for", "9.9.9.9"));
                fields.add(Field.of("x-forwarded-for", "8.8.8.8"));
            }
        }
    }

    private void asking(List<Field> fields, boolean slow) {
        switch (dice.below(6)) {
            case 0 -> fields.add(Field.of("x-envoy-retry-on", dice.pick("5xx", "reset", "gateway-error", "bad")));
            case 1 -> fields.add(Field.of("x-envoy-max-retries", dice.pick("0", "2", "x")));
            case 2 ->
                fields.add(
                        Field.of("x-envoy-upstream-rq-timeout-ms", slow ? "200" : dice.pick("15000", "0", "x", "-1")));
            case 3 -> fields.add(Field.of("x-envoy-upstream-rq-per-try-timeout-ms", dice.pick("9000", "0", "x")));
            case 4 -> fields.add(Field.of("grpc-timeout", dice.pick("9S", "x", "100000000S")));
            default -> fields.add(Field.of("x-envoy-retry-grpc-on", "unavailable"));
        }
    }

    private void hop(List<Field> fields, Version version) {
        if (version == Version.H2) {
            fields.add(Field.of("te", "trailers"));
            return;
        }
        switch (dice.below(7)) {
            case 0 -> {
                fields.add(Field.of("Connection", dice.pick("x-one", "X-Two, keep-alive", "close", "keep-alive")));
                fields.add(Field.of("Keep-Alive", "timeout=5"));
            }
            case 1 ->
                fields.add(Field.of("TE", dice.pick("trailers", "gzip", "trailers, gzip;q=0.5", "gzip, trailers")));
            case 2 -> fields.add(Field.of("Proxy-Connection", "keep-alive"));
            case 3 -> {
                String protocol = dice.pick("websocket", "h2c");
                fields.add(Field.of("Upgrade", protocol));
                fields.add(Field.of("Connection", "Upgrade, HTTP2-Settings"));
                if (protocol.equals("h2c")) {
                    fields.add(Field.of("HTTP2-Settings", "AAMAAABkAAQCAAAAAAIAAAAA"));
                }
            }
            case 4 -> fields.add(Field.of("Trailer", "x-trailer"));
            case 5 -> fields.add(Field.of("Expect", "100-continue"));
            default -> {
                fields.add(Field.of("Connection", "TE"));
                fields.add(Field.of("TE", "trailers"));
            }
        }
    }

    private static String cased(String name, Version version) {
        return version == Version.H2 ? name.toLowerCase(Locale.ROOT) : name;
    }
}
