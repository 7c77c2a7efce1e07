// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.proxy.stream.HeaderName;
import io.mainstay.proxy.stream.KnownHeaders;
import io.mainstay.proxy.stream.ProtocolFault;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadRulesTest {
    private static final String GET = ":method=GET|:scheme=http|:path=/|:authority=a.test";

    private final HeadRules rules = new HeadRules(true, 20);

    /** Fields from {@code name=value} parts. */
    private static H2Fields fields(String parts) {
        H2Fields fields = new H2Fields();
        for (String part : parts.split("\\|", -1)) {
            int at = part.indexOf('=', 1);
            fields.add(AsciiString.of(part.substring(0, at)), AsciiString.of(part.substring(at + 1)));
        }
        return fields;
    }

    private ReceivedHead request(String parts) {
        return Objects.requireNonNull(rules.request(fields(parts)), () -> "fault: " + rules.fault());
    }

    private static List<String> listed(ReceivedHead head) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < head.size(); i++) {
            all.add(head.name(i) + "=" + head.value(i));
        }
        return all;
    }

    @Test
    void pseudoFieldsBecomeTypedParts() {
        ReceivedHead head = request(GET + "|x-a=1|x-b=2");

        assertThat(head.method()).isEqualTo("GET");
        assertThat(head.path()).isEqualTo("/");
        assertThat(head.scheme()).isEqualTo("http");
        assertThat(head.authority()).isEqualTo("a.test");
        assertThat(head.upgrade()).isNull();
        assertThat(listed(head)).containsExactly("x-a=1", "x-b=2");
        assertThat(head.find(HeaderName.of("x-b"), 0)).isEqualTo(1);
        assertThat(head.find(HeaderName.of("x-b"), 2)).isEqualTo(-1);
    }

    @Test
    void hostIsTheAuthorityWhenThereIsNoneAndIsNeverListed() {
        assertThat(request(":method=GET|:scheme=http|:path=/|host=h.test").authority())
                .isEqualTo("h.test");
        ReceivedHead both = request(GET + "|host=h.test");
        assertThat(both.authority()).isEqualTo("a.test");
        assertThat(listed(both)).isEmpty();
    }

    @Test
    void cookieCrumbsAreJoinedWhereTheFirstWas() {
        assertThat(listed(request(GET + "|cookie=a=1|x=y|cookie=b=2|cookie=c=3")))
                .containsExactly("cookie=a=1; b=2; c=3", "x=y");
    }

    @Test
    void teTrailersIsKeptForTheNextHopWhichGetsThemToo() {
        assertThat(listed(request(GET + "|te=trailers|trailer=x|x=y"))).containsExactly("te=trailers", "x=y");
    }

    @Test
    void equalLengthsAreOneLength() {
        assertThat(listed(request(GET + "|content-length=5|content-length=5"))).containsExactly("content-length=5");
    }

    @Test
    void extendedConnectIsAnUpgrade() {
        ReceivedHead head = request(":method=CONNECT|:protocol=websocket|:scheme=https|:path=/chat|:authority=a.test");

        assertThat(head.method()).isEqualTo("GET");
        assertThat(head.upgrade()).isEqualTo("websocket");
        assertThat(new HeadRules(false, 20)
                        .request(fields(
                                ":method=CONNECT|:protocol=websocket|:scheme=https|:path=/chat|:authority=a.test")))
                .isNull();
    }

    @Test
    void plainConnectHasAnAuthorityOnly() {
        assertThat(request(":method=CONNECT|:authority=a.test:80").path()).isEmpty();
        assertThat(rules.request(fields(":method=CONNECT|:authority=a.test:80|:path=/")))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                ":scheme=http|:path=/|:authority=a                    ; BAD_START_LINE",
                ":method=GET|:path=/|:authority=a                     ; BAD_START_LINE",
                ":method=GET|:scheme=http|:authority=a                ; BAD_START_LINE",
                ":method=GET|:method=GET|:scheme=http|:path=/         ; BAD_START_LINE",
                ":method=GET|:scheme=http|:path=                      ; BAD_START_LINE",
                ":method=GET|:scheme=http|:path=a                     ; BAD_START_LINE",
                ":method=G T|:scheme=http|:path=/                     ; BAD_START_LINE",
                ":method=GET|:scheme=http|:path=/a b                  ; BAD_START_LINE",
                ":method=GET|:scheme=1|:path=/                        ; BAD_START_LINE",
                ":method=GET|:scheme=http|:path=/|:status=200         ; BAD_START_LINE",
                ":method=GET|:scheme=http|:path=/|:new=1              ; BAD_START_LINE",
                ":method=GET|:protocol=x|:scheme=http|:path=/         ; BAD_START_LINE",
                ":method=GET|:scheme=http|:path=/|:authority=u@a      ; BAD_HOST",
                ":method=GET|:scheme=http|:path=/|:authority=         ; BAD_HOST",
                ":method=GET|:scheme=http|:path=/|:authority=a#b      ; BAD_HOST",
                ":method=GET|:scheme=http|:path=/|:authority=a^b      ; BAD_HOST",
                ":method=GET|:scheme=http|:path=/|:authority=a`b      ; BAD_HOST",
                ":method=GET|:scheme=http|:path=/|host=               ; BAD_HOST",
                ":method=GET|:scheme=http|:path=/|host=a/b            ; BAD_HOST",
                ":method=GET|:scheme=http|:path=/|host=a|host=a       ; BAD_HOST",
                ":method=GET|:scheme=http|:path=/|host=a|host=b       ; BAD_HOST",
                ":method=GET|:scheme=http|:path=/|:authority=a|host=a|host=a ; BAD_HOST",
                ":method=GET|:scheme=http|:path=/|:authority=a|host=a/b ; BAD_HOST",
                ":method=GET|:scheme=http|x=y|:path=/                 ; BAD_HEADER",
                ":method=GET|:scheme=http|:path=/|Upper=1             ; BAD_HEADER",
                ":method=GET|:scheme=http|:path=/|a b=1               ; BAD_HEADER",
                ":method=GET|:scheme=http|:path=/|connection=close    ; BAD_HEADER",
                ":method=GET|:scheme=http|:path=/|keep-alive=1        ; BAD_HEADER",
                ":method=GET|:scheme=http|:path=/|proxy-connection=x  ; BAD_HEADER",
                ":method=GET|:scheme=http|:path=/|transfer-encoding=chunked ; BAD_HEADER",
                ":method=GET|:scheme=http|:path=/|upgrade=h2c         ; BAD_HEADER",
                ":method=GET|:scheme=http|:path=/|te=gzip             ; BAD_HEADER",
                ":method=GET|:scheme=http|:path=/|content-length=1|content-length=2 ; BAD_FRAMING",
                ":method=GET|:scheme=http|:path=/|content-length=-1   ; BAD_FRAMING",
                ":method=GET|:scheme=http|:path=/|content-length=1x   ; BAD_FRAMING",
            })
    void malformedRequestsAreRefused(String parts, ProtocolFault fault) {
        assertThat(rules.request(fields(parts))).isNull();
        assertThat(rules.fault()).isEqualTo(fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\u0000b", " a", "a ", "\ta", "a\u007fb", "a\u0001"})
    void controlCharactersAndBlanksAtTheEndsAreRefusedInValues(String value) {
        H2Fields fields = fields(GET);
        fields.add(AsciiString.of("x"), AsciiString.of(value));

        assertThat(rules.request(fields)).isNull();
        assertThat(rules.fault()).isEqualTo(ProtocolFault.BAD_HEADER);
    }

    @Test
    void tooManyFieldsAreRefused() {
        assertThat(rules.request(fields(GET + "|x=1".repeat(16)))).isNotNull();
        assertThat(rules.request(fields(GET + "|x=1".repeat(17)))).isNull();
        assertThat(rules.fault()).isEqualTo(ProtocolFault.TOO_MANY_HEADERS);
    }

    @Test
    void aResponseHasAStatusAndNothingElse() {
        ReceivedHead head = Objects.requireNonNull(rules.response(fields(":status=204|x=y")));
        assertThat(head.status()).isEqualTo(204);
        assertThat(head.valueIs(head.find(HeaderName.of("x"), 0), "y")).isTrue();

        for (String bad : List.of("x=y", ":status=20", ":status=2000", ":status=099", ":status=101", ":status=abc")) {
            assertThat(rules.response(fields(bad))).as(bad).isNull();
        }
        assertThat(rules.response(fields(":status=200|:status=200"))).isNull();
        assertThat(rules.response(fields(":status=200|:path=/"))).isNull();
    }

    @Test
    void trailersHaveNoPseudoFieldsAndNoLength() {
        ReceivedHead trailers = Objects.requireNonNull(rules.trailers(fields("grpc-status=0|content-length=3")));
        assertThat(trailers.find(KnownHeaders.GRPC_STATUS, 0)).isZero();
        assertThat(trailers.size()).isOne();
        assertThat(rules.trailers(fields(":status=200"))).isNull();
    }
}
