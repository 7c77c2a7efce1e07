// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("StringConcatToTextBlock") // line ends are part of what is tested
class H1DecoderTest {
    static Stream<String> requestCorpus() {
        return Stream.of(
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /x?y=1 HTTP/1.1\r\n"
                        + "Host: a:80\r\n"
                        + "User-Agent: t/1\r\n"
                        + "Accept: */*\r\n\r\n"
                        + "GET /2 HTTP/1.1\r\n"
                        + "Host: b\r\n\r\n",
                "\r\nPOST /p HTTP/1.1\r\nhost: a\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\nHost: c\r\n\r\n",
                "POST /c HTTP/1.1\r\n"
                        + "Host: a\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n"
                        + "5\r\n"
                        + "hello\r\n"
                        + "3;x=y\r\n"
                        + "abc\r\n"
                        + "0\r\n\r\n",
                "POST /t HTTP/1.1\r\n"
                        + "Host: a\r\n"
                        + "Transfer-Encoding: Chunked\r\n"
                        + "Trailer: X-Sum\r\n\r\n"
                        + "A\r\n"
                        + "0123456789\r\n"
                        + "0\r\n"
                        + "X-Sum:  9 \r\n\r\n",
                "GET http://h.example:81/abs HTTP/1.1\r\n"
                        + "Host: other\r\n"
                        + "Connection: close, x-drop\r\n"
                        + "X-Drop: 1\r\n"
                        + "X-Keep: 2\r\n\r\n",
                "GET /ws HTTP/1.1\r\n"
                        + "Host: a\r\n"
                        + "Connection: Upgrade\r\n"
                        + "Upgrade: WebSocket\r\n"
                        + "Keep-Alive: 5\r\n"
                        + "TE: gzip\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: a\r\nX-Tab:\ta\tb\t\r\nX-Empty:\r\nX-High: \u00e9\r\n\r\n");
    }

    static Stream<String> responseCorpus() {
        return Stream.of(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n"
                        + "HTTP/1.1 103 Early Hints\r\n"
                        + "Link: x\r\n\r\n"
                        + "HTTP/1.1 201\r\n"
                        + "Content-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nGrpc-Status: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\nuntil the end");
    }

    @ParameterizedTest
    @MethodSource("requestCorpus")
    void requests_mean_the_same_however_they_are_cut(String text) {
        everySplit(text, true);
    }

    @ParameterizedTest
    @MethodSource("responseCorpus")
    void responses_mean_the_same_however_they_are_cut(String text) {
        everySplit(text, false);
    }

    private static void everySplit(String text, boolean requests) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        List<String> whole = requests ? DecoderTrace.requests(text) : DecoderTrace.responses(text);
        assertThat(whole).isNotEmpty().noneMatch(event -> event.startsWith("fault"));

        for (int cut = 0; cut <= bytes.length; cut++) {
            DecoderTrace trace = new DecoderTrace(requests, H1Limits.DEFAULT);
            trace.feed(bytes, 0, cut);
            trace.feed(bytes, cut, bytes.length);
            assertThat(trace.result()).as("cut at %d", cut).isEqualTo(whole);
        }
        DecoderTrace byByte = new DecoderTrace(requests, H1Limits.DEFAULT);
        for (int i = 0; i < bytes.length; i++) {
            byByte.feed(bytes, i, i + 1);
        }
        assertThat(byByte.result()).isEqualTo(whole);
    }

    @Test
    void a_request_is_read_into_its_parts() {
        assertThat(DecoderTrace.requests("GET /x?y=1 HTTP/1.1\r\nHost: a:80\r\nUser-Agent: t/1\r\nX-A:  b \r\n\r\n"))
                .containsExactly("GET /x?y=1 @a:80 [user-agent=t/1] [x-a=b]");
    }

    @Test
    void fields_of_the_connection_are_not_passed_on_and_cannot_hide_what_the_proxy_relies_on() {
        assertThat(DecoderTrace.requests("GET / HTTP/1.1\r\n"
                        + "Host: a\r\n"
                        + "Connection: x-mine, x-forwarded-for, keep-alive\r\n"
                        + "X-Mine: 1\r\n"
                        + "X-Forwarded-For: 1.2.3.4\r\n"
                        + "Keep-Alive: 3\r\n"
                        + "Proxy-Connection: x\r\n"
                        + "TE: trailers\r\n\r\n"))
                .containsExactly("GET / @a [x-forwarded-for=1.2.3.4] [te=trailers]");
    }

    @Test
    void an_absolute_target_stands_in_place_of_host() {
        assertThat(DecoderTrace.requests("GET http://real:81/p HTTP/1.1\r\nHost: fake\r\n\r\n"))
                .containsExactly("GET /p @real:81");
        assertThat(DecoderTrace.requests("GET http://real HTTP/1.1\r\nHost: real\r\n\r\n"))
                .containsExactly("GET / @real");
    }

    @Test
    void an_upgrade_counts_only_when_connection_names_it() {
        assertThat(DecoderTrace.requests("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n"))
                .containsExactly("GET / @a");
        assertThat(DecoderTrace.requests(
                        "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: WebSocket\r\n\r\n"))
                .containsExactly("GET / @a upgrade websocket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upgrade:~", "Upgrade: websocket~Upgrade: h2c~", "Upgrade: websocket~Upgrade: websocket~"})
    void an_upgrade_that_is_empty_or_repeated_is_one_to_nothing_known(String lines) {
        String fields = "Connection: upgrade~" + lines + "~";

        assertThat(DecoderTrace.requests(("GET / HTTP/1.1~Host: a~" + fields).replace("~", "\r\n")))
                .containsExactly("GET / @a upgrade ,");
    }

    @Test
    void an_answer_that_switches_to_nothing_has_no_upgrade() {
        assertThat(DecoderTrace.responses("HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade:\r\n\r\n"))
                .containsExactly("101");
    }

    /** Shapes by which one request is made to look like two, or two like one, to different readers; with the section of RFC 9112 (or 9110) that refuses them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "6.3  | POST / HTTP/1.1~Host: a~Content-Length: 3~Transfer-Encoding: chunked~~0~~        | BAD_FRAMING",
                "6.3  | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~Content-Length: 3~~0~~        | BAD_FRAMING",
                "6.3  | POST / HTTP/1.1~Host: a~Content-Length: 3~Content-Length: 3~~abc                 | BAD_FRAMING",
                "6.3  | POST / HTTP/1.1~Host: a~Content-Length: 3~Content-Length: 4~~abc                 | BAD_FRAMING",
                "6.3  | POST / HTTP/1.1~Host: a~Content-Length: 3, 3~~abc                                | BAD_FRAMING",
                "6.3  | POST / HTTP/1.1~Host: a~Content-Length: +3~~abc                                  | BAD_FRAMING",
                "6.3  | POST / HTTP/1.1~Host: a~Content-Length: 0x3~~abc                                 | BAD_FRAMING",
                "6.3  | POST / HTTP/1.1~Host: a~Content-Length: -1~~                                     | BAD_FRAMING",
                "6.3  | POST / HTTP/1.1~Host: a~Content-Length: 9999999999999999999~~                    | BAD_FRAMING",
                "6.3  | POST / HTTP/1.1~Host: a~Content-Length:~~                                        | BAD_FRAMING",
                "6.1  | POST / HTTP/1.1~Host: a~Transfer-Encoding: identity~~                            | BAD_FRAMING",
                "6.1  | POST / HTTP/1.1~Host: a~Transfer-Encoding: gzip, chunked~~                       | BAD_FRAMING",
                "6.1  | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked, chunked~~                    | BAD_FRAMING",
                "6.1  | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~Transfer-Encoding: x~~        | BAD_FRAMING",
                "6.1  | POST / HTTP/1.1~Host: a~Transfer-Encoding: xchunked~~                            | BAD_FRAMING",
                "6.1  | POST / HTTP/1.0~Host: a~Transfer-Encoding: chunked~~                             | BAD_FRAMING",
                "5.1  | GET / HTTP/1.1~Host : a~~                                                        | BAD_HEADER",
                "5.1  | GET / HTTP/1.1~Host: a~Transfer-Encoding : chunked~~                             | BAD_HEADER",
                "5.2  | GET / HTTP/1.1~Host: a~X: 1~ folded~~                                            | BAD_HEADER",
                "5.2  | GET / HTTP/1.1~ Host: a~~                                                        | BAD_HEADER",
                "5    | GET / HTTP/1.1~Host: a~no colon~~                                                | BAD_HEADER",
                "5    | GET / HTTP/1.1~Host: a~: empty~~                                                 | BAD_HEADER",
                "5.1  | GET / HTTP/1.1~Host: a~X(Y): 1~~                                                 | BAD_HEADER",
                "2.2  | GET / HTTP/1.1^Host: a~~                                                         |"
                        + " BAD_START_LINE",
                "2.2  | GET / HTTP/1.1~Host: a^X: 1~~                                                    | BAD_HEADER",
                "2.2  | GET / HTTP/1.1~Host: a@X: 1~~                                                    | BAD_HEADER",
                "5.5  | GET / HTTP/1.1~Host: a~X: 1#2~~                                                  | BAD_HEADER",
                "3    | GET  / HTTP/1.1~Host: a~~                                                        |"
                        + " BAD_START_LINE",
                "3    | GET / HTTP/1.1 ~Host: a~~                                                        |"
                        + " BAD_START_LINE",
                "3    | GET /a b HTTP/1.1~Host: a~~                                                      |"
                        + " BAD_START_LINE",
                "3    | GET / http/1.1~Host: a~~                                                         |"
                        + " BAD_START_LINE",
                "3    | G@T / HTTP/1.1~Host: a~~                                                         |"
                        + " BAD_START_LINE",
                "3    | GET / HTTP/1.1x~Host: a~~                                                        |"
                        + " BAD_START_LINE",
                "2.3  | GET / HTTP/2.0~Host: a~~                                                         | BAD_VERSION",
                "3.2  | GET / HTTP/1.1~~                                                                 | BAD_HOST",
                "3.2  | GET / HTTP/1.1~Host: a~Host: a~~                                                 | BAD_HOST",
                "3.2  | GET / HTTP/1.1~Host: a/b~~                                                       | BAD_HOST",
                "3.2  | GET / HTTP/1.1~Host: user@a~~                                                    | BAD_HOST",
                "3.2  | GET / HTTP/1.1~Host:~~                                                           | BAD_HOST",
                "3.2  | GET x HTTP/1.1~Host: a~~                                                         |"
                        + " BAD_START_LINE",
                "7.1  | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~g~x~0~~                      | BAD_CHUNK",
                "7.1  | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~ 1~x~0~~                     | BAD_CHUNK",
                "7.1  | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~0x1~x~0~~                    | BAD_CHUNK",
                "7.1  | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~-1~x~0~~                     | BAD_CHUNK",
                "7.1  | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~1^x~0~~                      | BAD_CHUNK",
                "7.1  | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~1~xy0~~                      | BAD_CHUNK",
                "7.1  | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~1111111111111111~x           | BAD_CHUNK",
                "7.1.1| POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~1;a^b~x~0~~                  | BAD_CHUNK",
                "6.5.1| POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~0~Content-Length: 4~~        | BAD_HEADER",
                "6.5.1| POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~0~Host: b~~                  | BAD_HEADER",
            })
    void smuggling_shapes_are_refused(String section, String shape, String fault) {
        String text = shape.replace("~", "\r\n").replace("^", "\n");
        text = fault.equals("BAD_HEADER") ? text.replace("@", "\r").replace("#", "\0") : text;

        assertThat(DecoderTrace.requests(text))
                .as("RFC 9112 section %s: %s", section, shape)
                .contains("fault: " + fault);
    }

    @Test
    void a_head_may_be_as_large_as_the_limit_and_no_larger() {
        String start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
        int room = 200 - start.length() - 4;

        assertThat(limited(start + "v".repeat(room) + "\r\n\r\n")).noneMatch(event -> event.startsWith("fault"));
        assertThat(limited(start + "v".repeat(room + 1) + "\r\n\r\n")).containsExactly("fault: HEAD_TOO_LARGE");
        assertThat(limited(start + "v".repeat(5000))).containsExactly("fault: HEAD_TOO_LARGE");
    }

    @Test
    void a_head_may_have_as_many_fields_as_the_limit_and_no_more() {
        assertThat(limited("GET / HTTP/1.1\r\nHost: a\r\n" + "a:\r\n".repeat(9) + "\r\n"))
                .noneMatch(event -> event.startsWith("fault"));
        assertThat(limited("GET / HTTP/1.1\r\nHost: a\r\n" + "a:\r\n".repeat(10) + "\r\n"))
                .containsExactly("fault: TOO_MANY_HEADERS");
    }

    private static List<String> limited(String text) {
        DecoderTrace trace = new DecoderTrace(true, new H1Limits(200, 10));
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        trace.feed(bytes, 0, bytes.length);
        return trace.result();
    }

    @Test
    void random_bytes_never_throw_and_mean_the_same_in_two_pieces() {
        Random random = new Random(42);
        String alphabet =
                "GET / HTTP/1.1\r\nHost: a\r\n:;0123456789abcdefchunkedTransfer-Encoding\r\n\r\n \t\0\u007f\u00ff";
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = mutated(random, alphabet);
            List<String> whole = DecoderTrace.requests(bytes);
            int cut = random.nextInt(bytes.length + 1);
            DecoderTrace halves = new DecoderTrace(true, H1Limits.DEFAULT);
            halves.feed(bytes, 0, cut);
            halves.feed(bytes, cut, bytes.length);
            assertThat(halves.result()).isEqualTo(whole);
        }
    }

    private static byte[] mutated(Random random, String alphabet) {
        List<String> corpus = requestCorpus().toList();
        StringBuilder text = new StringBuilder(corpus.get(random.nextInt(corpus.size())));
        for (int edits = random.nextInt(6); edits > 0; edits--) {
            int at = random.nextInt(text.length());
            char c = alphabet.charAt(random.nextInt(alphabet.length()));
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(at, c);
                case 1 -> text.insert(at, c);
                default -> text.deleteCharAt(at);
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
