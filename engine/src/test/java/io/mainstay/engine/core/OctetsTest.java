// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.mainstay.engine.core.FormatString.Piece;
import io.mainstay.engine.match.MatcherParser;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Configured texts meet received ones as bytes. */
class OctetsTest {
    private static final String GIVEN = "Z\u00fcri\u010d";
    private static final String BYTES = "Z\u00c3\u00bcri\u00c4\u008d";

    @Test
    void aTextIsItsUtf8AndAsciiIsItself() {
        assertThat(Read.octets(GIVEN)).isEqualTo(BYTES);
        assertThat(Read.octets("\ud83d\ude00").getBytes(StandardCharsets.ISO_8859_1))
                .isEqualTo("\ud83d\ude00".getBytes(StandardCharsets.UTF_8));
        assertThat(Read.octets("plain")).isSameAs("plain");
    }

    @Test
    void headersThatAreAddedHaveBytes() {
        HeaderValueOption option = HeaderValueOption.newBuilder()
                .setHeader(HeaderValue.newBuilder().setKey("x").setValue(GIVEN + "%REQ(a)%"))
                .build();

        FormatString value = HeaderParser.edits(List.of(option), List.of(), Problems.none(), "request_headers")
                .add()
                .getFirst()
                .value();

        assertThat(value.pieces().getFirst()).isEqualTo(new Piece.Literal(BYTES));
    }

    @Test
    void conditionsCompareBytes() {
        for (StringMatcher.Builder matcher : List.of(
                StringMatcher.newBuilder().setExact(GIVEN),
                StringMatcher.newBuilder().setPrefix(GIVEN),
                StringMatcher.newBuilder().setSuffix(GIVEN),
                StringMatcher.newBuilder().setContains(GIVEN),
                StringMatcher.newBuilder()
                        .setSafeRegex(RegexMatcher.newBuilder().setRegex(GIVEN)),
                StringMatcher.newBuilder()
                        .setSafeRegex(RegexMatcher.newBuilder().setRegex("Z..ri..")))) {
            io.mainstay.engine.match.StringMatcher parsed = MatcherParser.string(matcher.build(), Problems.none());

            assertThat(parsed.matches(BYTES)).as(matcher.toString()).isTrue();
            assertThat(parsed.matches(GIVEN)).as(matcher.toString()).isFalse();
        }
    }
}
