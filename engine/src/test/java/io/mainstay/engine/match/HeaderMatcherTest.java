// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Envoy 1.40 does, case by case; {@code RepeatedFieldsTest} of the conformance tier asks it again. */
class HeaderMatcherTest {
    /** Lines are separated by a slash; "-" is a header that is absent. The columns: plain, inverted, missing as empty, both. */
    @ParameterizedTest
    @CsvSource({
        "exact,    v1,      yes, no,  yes, no",
        "exact,    v2,      no,  yes, no,  yes",
        "exact,    v1/v2,   yes, no,  yes, no",
        "exact,    v2/v1,   yes, no,  yes, no",
        "exact,    v2/v3,   no,  yes, no,  yes",
        "exact,    /v1,     yes, no,  yes, no",
        "exact,    'v1,v2', no,  yes, no,  yes",
        "exact,    -,       no,  no,  no,  yes",
        "empty,    v1/,     yes, no,  yes, no",
        "empty,    v1/v2,   no,  yes, no,  yes",
        "empty,    -,       no,  no,  yes, no",
        "contains, v1/v2,   no,  yes, no,  yes",
        "contains, 'v1,v2', yes, no,  yes, no",
        "regex,    v3/v1,   yes, no,  yes, no",
        "range,    x/5,     yes, no,  yes, no",
        "range,    50/60,   no,  yes, no,  yes",
        "present,  v1/v2,   yes, no,  yes, no",
        "present,  -,       no,  yes, yes, no",
        "absent,   v1/v2,   no,  yes, no,  yes",
        "absent,   -,       yes, no,  no,  yes"
    })
    void eachLineIsTriedAloneAndAnInvertedConditionHoldsWhenNonePasses(
            String test, String lines, String plain, String inverted, String missing, String both) {
        Lines fields = new Lines(lines.equals("-") ? List.of() : List.of(lines.split("/", -1)));

        assertThat(List.of(
                        matches(test, false, false, fields),
                        matches(test, true, false, fields),
                        matches(test, false, true, fields),
                        matches(test, true, true, fields)))
                .containsExactly(plain, inverted, missing, both);
    }

    private static String matches(String test, boolean invert, boolean missingAsEmpty, Lines fields) {
        return new HeaderMatcher("x-h", test(test), invert, missingAsEmpty).matches(fields) ? "yes" : "no";
    }

    private static HeaderMatcher.Test test(String name) {
        return switch (name) {
            case "exact" -> text(new StringMatcher.Exact("v1", false));
            case "empty" -> text(new StringMatcher.Exact("", false));
            case "contains" -> text(new StringMatcher.Contains("1,v", false));
            case "regex" -> text(new StringMatcher.Regex(RegexPattern.compile("v1")));
            case "range" -> new HeaderMatcher.Range(1, 10);
            case "present" -> new HeaderMatcher.Present(true);
            default -> new HeaderMatcher.Present(false);
        };
    }

    private static HeaderMatcher.Test text(StringMatcher matcher) {
        return new HeaderMatcher.Text(matcher);
    }

    /** A message with lines of one header. */
    private record Lines(List<String> values) implements HeaderFields {
        @Override
        public @Nullable String header(String lowerCaseName) {
            return values.isEmpty() ? null : values.getFirst();
        }

        @Override
        public Outcome test(String lowerCaseName, Condition condition) {
            if (values.isEmpty()) {
                return Outcome.ABSENT;
            }
            return values.stream().anyMatch(condition::holds) ? Outcome.HOLDS : Outcome.FAILS;
        }
    }
}
