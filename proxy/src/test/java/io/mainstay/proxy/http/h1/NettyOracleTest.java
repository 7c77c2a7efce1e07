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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Netty's codec as an independent reader: what we accept, it must read in the same way. */
class NettyOracleTest {
    @Property(tries = 500, seed = "20261122")
    void netty_reads_every_request_as_we_do(@ForAll("requests") String text) {
        List<String> ours = DecoderTrace.requests(text);

        assertThat(ours).containsExactlyElementsOf(netty(text));
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

    @Provide
    Arbitrary<String> requests() {
        Arbitrary<String> method = Arbitraries.of("GET", "POST", "PUT", "DELETE", "PATCH", "X-CUSTOM");
        Arbitrary<String> path = Arbitraries.strings()
                .withChars("abcz019-._~/%?=&;:@!$'()*+,")
                .ofMaxLength(30)
                .map(tail -> "/" + tail);
        Arbitrary<List<String>> fields = field().list().ofMaxSize(12);
        Arbitrary<String> body = Arbitraries.strings().withCharRange('!', '~').ofMaxLength(60);
        Arbitrary<Integer> chunk = Arbitraries.integers().between(0, 20);
        return Combinators.combine(method, path, fields, body, chunk).as(NettyOracleTest::compose);
    }

    private static Arbitrary<String> field() {
        Arbitrary<String> name = Arbitraries.strings()
                .withChars("abcXYZ09-_.!#")
                .ofMinLength(1)
                .ofMaxLength(12)
                .map(tail -> "X" + tail);
        Arbitrary<String> value = Arbitraries.strings()
                .withChars("abc XYZ019,;=\"/\u00e9")
                .ofMaxLength(20)
                .map(String::strip);
        return Combinators.combine(name, value).as((n, v) -> n + ": " + v + "\r\n");
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
