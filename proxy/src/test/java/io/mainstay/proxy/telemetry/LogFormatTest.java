// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.engine.core.AccessLogConfig;
import io.mainstay.engine.core.FormatCommand;
import io.mainstay.engine.core.FormatParser;
import io.mainstay.engine.core.FormatString;
import io.mainstay.engine.core.FormatString.Piece;
import io.mainstay.engine.wire.Problems;
import io.mainstay.proxy.stream.HeaderName;
import io.mainstay.proxy.stream.Headers;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class LogFormatTest {
    private final Headers request = Headers.request("GET", "http", "reviews.shop", "/books?id=7");
    private final Headers response = Headers.response(200);

    @Test
    void theDefaultIsEnvoysLine() {
        request.add(HeaderName.of("user-agent"), "curl/8");
        request.add(HeaderName.of("x-request-id"), "0c5f");
        response.add(HeaderName.of("x-envoy-upstream-service-time"), "3");

        assertThat(line(new AccessLogConfig.Format.Default()))
                .isEqualTo("[2026-01-31T12:34:56.789Z] \"GET /books?id=7 HTTP/1.1\" 200 - 12 1024 4 3 \"-\" \"curl/8\""
                        + " \"0c5f\" \"reviews.shop\" \"127.0.0.3:8080\"\n");
    }

    @Test
    void aTextIsItsPiecesInOrder() {
        assertThat(line(new AccessLogConfig.Format.Text(new FormatString(List.of(
                        command(FormatCommand.DOWNSTREAM_REMOTE_ADDRESS, "", -1),
                        new Piece.Literal(" "),
                        command(FormatCommand.REQ, ":path", 6),
                        new Piece.Literal(" "),
                        command(FormatCommand.UPSTREAM_CLUSTER, "", -1),
                        new Piece.Literal("\n"))))))
                .isEqualTo("127.0.0.2:40000 /books -\n");
    }

    @Test
    void jsonHasNumbersNullsAndEscapes() {
        request.add(HeaderName.of("user-agent"), "a\"b\\c");
        Map<String, FormatString> fields = new LinkedHashMap<>();
        fields.put("code", new FormatString(List.of(command(FormatCommand.RESPONSE_CODE, "", -1))));
        fields.put("agent", new FormatString(List.of(command(FormatCommand.REQ, "user-agent", -1))));
        fields.put("cluster", new FormatString(List.of(command(FormatCommand.UPSTREAM_CLUSTER, "", -1))));
        fields.put(
                "both",
                new FormatString(List.of(
                        command(FormatCommand.UPSTREAM_CLUSTER, "", -1),
                        new Piece.Literal("/"),
                        command(FormatCommand.RESPONSE_FLAGS, "", -1))));

        assertThat(line(new AccessLogConfig.Format.Json(fields)))
                .isEqualTo("{\"code\":200,\"agent\":\"a\\\"b\\\\c\",\"cluster\":null,\"both\":\"-/-\"}\n");
    }

    @ParameterizedTest
    @EnumSource
    void everyCommandThatParsesIsAnswered(FormatCommand command) {
        String argument = command.argument() == FormatCommand.Argument.HEADER ? "(a)" : "";
        FormatString format = FormatParser.parse("%" + command + argument + "%", Problems.none());

        assertThat(line(new AccessLogConfig.Format.Text(format))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "%REQUEST_DURATION% %RESPONSE_DURATION% %RESPONSE_TX_DURATION% %DURATION%, 1 2 2 4",
        "%UPSTREAM_LOCAL_ADDRESS% %UPSTREAM_LOCAL_PORT%, [0:0:0:0:0:0:0:1]:50000 50000",
        "%UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT% %UPSTREAM_REMOTE_PORT%, 127.0.0.3 8080",
        "%HOSTNAME% %START_TIME(%s)% %EMIT_TIME(%s)%, here 1769862896 0",
        "%REQ(X?:METHOD):2% %RESP(:STATUS)% %TRAILER(a)% %GRPC_STATUS%, GE 200 - -",
        "%DOWNSTREAM_TLS_VERSION% %DOWNSTREAM_PEER_SUBJECT%, - -"
    })
    void operatorsHaveEnvoysMeaning(String format, String expected) {
        assertThat(line(new AccessLogConfig.Format.Text(FormatParser.parse(format, Problems.none()))))
                .isEqualTo(expected);
    }

    /** Whatever an added field holds, it ends no line: the low byte of U+010A is a line end. */
    @Test
    void bytesOfAHeadAreWrittenAsTheyAre() {
        request.authority("h\u00c3\u00bc");
        request.add(HeaderName.of("a"), "x\u00c3\u00bc");
        request.add(HeaderName.of("b"), "x\u010ay\nz");

        assertThat(line(new AccessLogConfig.Format.Text(
                        FormatParser.parse("\u010d %REQ(:AUTHORITY)% %REQ(A)% %REQ(B)%", Problems.none()))))
                .isEqualTo("\u010d h\u00fc x\u00fc x?y?z");
    }

    @Test
    void bytesThatAreNoUtf8AreEscapedInJson() {
        request.add(HeaderName.of("utf8"), "Z\u00c3\u00bcrich");
        request.add(HeaderName.of("latin1"), "Z\u00fcrich");

        assertThat(line(new AccessLogConfig.Format.Json(
                        Map.of("v", FormatParser.parse("%REQ(UTF8)%", Problems.none())))))
                .isEqualTo("{\"v\":\"Z\u00fcrich\"}\n");
        assertThat(line(new AccessLogConfig.Format.Json(
                        Map.of("v", FormatParser.parse("%REQ(LATIN1)%", Problems.none())))))
                .isEqualTo("{\"v\":\"Z\\u00fcrich\"}\n");
    }

    @Test
    void aHeadersValueHasACharacterForEachByte() {
        request.authority("h\u00c3\u00bc");
        FormatString format = FormatParser.parse("\u00c4\u008d%REQ(:AUTHORITY)%", Problems.none());

        assertThat(new HeaderText(new LogLine(() -> 0, "here"))
                        .of(format, FakeStream.answered(200), request, response, 0))
                .isEqualTo("\u00c4\u008dh\u00c3\u00bc");
    }

    private static Piece.Command command(FormatCommand name, String argument, int maxLength) {
        return new Piece.Command(name, argument, maxLength);
    }

    private String line(AccessLogConfig.Format format) {
        var line = new LogLine(() -> 0, "here");
        ByteBuf out = line.begin();
        LogFormat.of(format)
                .write(
                        line,
                        new LogLine.Ended(FakeStream.answered(200), request, response, 4_500_000, 1769862896789L),
                        out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
