// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.mainstay.engine.core.FormatString.Piece;
import io.mainstay.engine.wire.Problems;
import io.mainstay.model.ConfigProblem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatParserTest {
    @Test
    void operatorsTextAndPercentSignsAreTakenApart() {
        Problems problems = Problems.none();

        FormatString format = FormatParser.parse("a%%b %REQ(x?:PATH):10%%PROTOCOL%", problems);

        assertThat(problems.found()).isEmpty();
        assertThat(format.pieces())
                .isEqualTo(List.of(
                        new Piece.Literal("a%b "),
                        new Piece.Command(FormatCommand.REQ, "x?:PATH", 10),
                        new Piece.Command(FormatCommand.PROTOCOL, "", -1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%FOO%|unknown command %FOO%",
                "a %PROTOCOL% %FOO(x)%|unknown command %FOO%",
                "%DYNAMIC_METADATA(a:b)%|unknown command %DYNAMIC_METADATA%",
                "%REQ%|%REQ% needs the name of a header",
                "%REQ()%|%REQ% needs the name of a header",
                "%REQ(a?)%|%REQ% needs the name of a header",
                "%REQ(a?b?c)%|%REQ(a?b?c)% has more than one alternative",
                "%RESP(a b)%|\"a b\" is not a header name",
                "%PROTOCOL(x)%|%PROTOCOL% takes no argument",
                "%PROTOCOL():5%|%PROTOCOL% takes no length",
                "%START_TIME(%Q)%|%START_TIME(%Q)% has a conversion that is not known",
                "%GRPC_STATUS(ROMAN)%|%GRPC_STATUS(ROMAN)% (expected: CAMEL_STRING, SNAKE_STRING or NUMBER)",
                "100%|no valid command operator at position 3 of \"100%\" (a percent sign is written %%)"
            })
    void whatCannotBeAnsweredIsRefusedByName(String format, String message) {
        Problems problems = Problems.none();

        FormatParser.parse(format, problems.in("here"));

        assertThat(problems.found())
                .extracting(ConfigProblem::path, ConfigProblem::message)
                .contains(tuple("here", message));
    }

    @Test
    void anAccessLogNamesThePlaceOfTheOperator() {
        Problems problems = Problems.none();

        AccessLogParser.parse(
                List.of(
                        log("log_format { text_format_source { inline_string: \"%FOO%\" } }"),
                        log("log_format { json_format { fields { key: \"a\" value { string_value: \"%BAR%\" } } } }")),
                problems,
                "access_log");

        assertThat(problems.found())
                .extracting(ConfigProblem::path, ConfigProblem::message)
                .containsExactly(
                        tuple("access_log[0].typed_config.log_format.text_format_source", "unknown command %FOO%"),
                        tuple("access_log[1].typed_config.log_format.json_format[a]", "unknown command %BAR%"));
    }

    private static AccessLog log(String stdout) {
        return LogText.parse(stdout);
    }

    @ParameterizedTest
    @CsvSource({
        "%s.%3f, 1769862896.789",
        "%Y/%m/%d %H:%M:%S, 2026/01/31 12:34:56",
        "%FT%T%z, 2026-01-31T12:34:56+0000",
        "%d/%b/%Y:%T %Z %a %e %j %y, 31/Jan/2026:12:34:56 UTC Sat 31 031 26",
        "%6f, 789000",
        "%f, 789000000"
    })
    void timesTakeStrftimesCommonConversions(String pattern, String expected) {
        assertThat(TimePattern.of(pattern).orElseThrow().format(1769862896789L)).isEqualTo(expected);
    }
}
