// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Netty's codec as an independent reader: what we accept, it must read in the same way. */
class NettyOracleTest {
    private static final long SEED = Long.getLong("mainstay.seed", 20_261_122L);
    private static final int TRIES = 500;
    private static final String PRINTABLE =
            IntStream.rangeClosed('!', '~').mapToObj(Character::toString).collect(Collectors.joining());
    private static final String[] METHODS = {"GET", "POST", "PUT", "DELETE", "PATCH", "X-CUSTOM"};

    @Test
    void netty_reads_every_request_as_we_do() {
        RandomGenerator random = new SplittableRandom(SEED);
        for (int i = 0; i < TRIES; i++) {
            String text = request(random);

            assertThat(DecoderTrace.requests(text))
                    .as("request %d of -Dmainstay.seed=%d: %s", i, SEED, text)
                    .containsExactlyElementsOf(netty(text));
        }
    }

    private static List<String> netty(String text) {
        EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder(), new HttpObjectAggregator(1 << 20));
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
        FullHttpRequest request = channel.readInbound();
        assertThat(request.decoderResult().isSuccess()).isTrue();
        StringBuilder head = new StringBuilder(request.method() + " " + request.uri() + " @"
                + request.headers().get("host"));
        for (Map.Entry<String, String> field : request.headers()) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            // Where there is none, the aggregator adds a length of its own.
            if (!name.equals("host") && !(name.equals("content-length") && !text.contains("Content-Length"))) {
                head.append(" [")
                        .append(name)
                        .append('=')
                        .append(field.getValue())
                        .append(']');
            }
        }
        String body = request.content().toString(StandardCharsets.ISO_8859_1);
        request.release();
        channel.finishAndReleaseAll();
        boolean framed = text.contains("chunked") || !body.isEmpty();
        return framed ? List.of(head.toString(), "body: " + body) : List.of(head.toString());
    }

    private static String request(RandomGenerator random) {
        List<String> fields = new ArrayList<>();
        for (int left = random.nextInt(13); left > 0; left--) {
            fields.add("X" + text(random, "abcXYZ09-_.!#", 1, 12) + ": "
                    + text(random, "abc XYZ019,;=\"/\u00e9", 0, 20).strip() + "\r\n");
        }
        return compose(
                METHODS[random.nextInt(METHODS.length)],
                "/" + text(random, "abcz019-._~/%?=&;:@!$'()*+,", 0, 30),
                fields,
                text(random, PRINTABLE, 0, 60),
                random.nextInt(21));
    }

    private static String text(RandomGenerator random, String alphabet, int shortest, int longest) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(shortest, longest + 1); left > 0; left--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static String compose(String method, String path, List<String> fields, String body, int chunk) {
        StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: a.example:8080\r\n");
        fields.forEach(text::append);
        if (chunk == 0) {
            if (!body.isEmpty()) {
                text.append("Content-Length: ").append(body.length()).append("\r\n");
            }
            return text.append("\r\n").append(body).toString();
        }
        text.append("Transfer-Encoding: chunked\r\n\r\n");
        for (int at = 0; at < body.length(); at += chunk) {
            String piece = body.substring(at, Math.min(body.length(), at + chunk));
            text.append(Integer.toHexString(piece.length()))
                    .append("\r\n")
                    .append(piece)
                    .append("\r\n");
        }
        return text.append("0\r\n\r\n").toString();
    }
}
