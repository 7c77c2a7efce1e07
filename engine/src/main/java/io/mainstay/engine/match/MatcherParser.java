// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.match;

import io.envoyproxy.envoy.type.matcher.v3.RegexMatchAndSubstitute;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import io.mainstay.model.ConfigProblem.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads string, regex, header and query parameter matchers. They compare bytes, as Envoy does: each character stands for one. */
public final class MatcherParser {
    public static final MessageTable REGEX_TABLE = MessageTable.of("envoy.type.matcher.v3.RegexMatcher")
            .inert(1, "google_re2", "the engine is RE2 anyway")
            .value(2, "regex")
            .build();

    public static final MessageTable STRING_TABLE = MessageTable.of("envoy.type.matcher.v3.StringMatcher")
            .value(1, "exact")
            .value(2, "prefix")
            .value(3, "suffix")
            .message(5, "safe_regex", () -> REGEX_TABLE)
            .value(6, "ignore_case")
            .value(7, "contains")
            .rejected(8, "custom", "there are no custom matchers")
            .build();

    public static final MessageTable REWRITE_TABLE = MessageTable.of("envoy.type.matcher.v3.RegexMatchAndSubstitute")
            .message(1, "pattern", () -> REGEX_TABLE)
            .value(2, "substitution")
            .build();

    private static final MessageTable RANGE = MessageTable.of("envoy.type.v3.Int64Range")
            .value(1, "start")
            .value(2, "end")
            .build();

    public static final MessageTable HEADER_TABLE = MessageTable.of("envoy.config.route.v3.HeaderMatcher")
            .value(1, "name")
            .value(4, "exact_match")
            .message(6, "range_match", () -> RANGE)
            .value(7, "present_match")
            .value(8, "invert_match")
            .value(9, "prefix_match")
            .value(10, "suffix_match")
            .message(11, "safe_regex_match", () -> REGEX_TABLE)
            .value(12, "contains_match")
            .message(13, "string_match", () -> STRING_TABLE)
            .value(14, "treat_missing_header_as_empty")
            .build();

    public static final MessageTable QUERY_TABLE = MessageTable.of("envoy.config.route.v3.QueryParameterMatcher")
            .value(1, "name")
            .message(5, "string_match", () -> STRING_TABLE)
            .value(6, "present_match")
            .build();

    private static final RegexPattern NOTHING = RegexPattern.compile("");

    private MatcherParser() {}

    public static RegexPattern regex(RegexMatcher matcher, Problems problems) {
        if (matcher.getRegex().isEmpty()) {
            problems.missing("regex");
            return NOTHING;
        }
        try {
            return RegexPattern.compile(Read.octets(matcher.getRegex()));
        } catch (IllegalArgumentException e) {
            problems.invalid("regex", "\"" + matcher.getRegex() + "\": " + e.getMessage());
            return NOTHING;
        }
    }

    public static RegexRewrite rewrite(RegexMatchAndSubstitute rewrite, Problems problems) {
        if (!rewrite.hasPattern()) {
            problems.missing("pattern");
        }
        RegexPattern pattern = rewrite.hasPattern() ? regex(rewrite.getPattern(), problems.in("pattern")) : NOTHING;
        String substitution = Read.headerValue(rewrite.getSubstitution(), problems, "substitution");
        RegexRewrite parsed = new RegexRewrite(pattern, substitution);
        if (!parsed.isValid()) {
            problems.invalid(
                    "substitution",
                    "\"" + substitution
                            + "\" refers to a group that the pattern does not have, or ends in a backslash");
        }
        return parsed;
    }

    public static StringMatcher string(io.envoyproxy.envoy.type.matcher.v3.StringMatcher matcher, Problems problems) {
        boolean ignoreCase = matcher.getIgnoreCase();
        return switch (matcher.getMatchPatternCase()) {
            case EXACT -> new StringMatcher.Exact(Read.octets(matcher.getExact()), ignoreCase);
            case PREFIX -> new StringMatcher.Prefix(required(matcher.getPrefix(), problems, "prefix"), ignoreCase);
            case SUFFIX -> new StringMatcher.Suffix(required(matcher.getSuffix(), problems, "suffix"), ignoreCase);
            case CONTAINS ->
                new StringMatcher.Contains(required(matcher.getContains(), problems, "contains"), ignoreCase);
            case SAFE_REGEX -> {
                if (ignoreCase) {
                    problems.invalid("ignore_case", "has no effect for safe_regex; write (?i) into the expression");
                }
                yield new StringMatcher.Regex(regex(matcher.getSafeRegex(), problems.in("safe_regex")));
            }
            case CUSTOM -> new StringMatcher.Exact("", false);
            case MATCHPATTERN_NOT_SET -> {
                problems.add(Code.MISSING, "one of exact, prefix, suffix, contains, safe_regex is required");
                yield new StringMatcher.Exact("", false);
            }
        };
    }

    public static List<HeaderMatcher> headers(
            List<io.envoyproxy.envoy.config.route.v3.HeaderMatcher> matchers, Problems problems, String field) {
        List<HeaderMatcher> parsed = new ArrayList<>(matchers.size());
        for (int i = 0; i < matchers.size(); i++) {
            parsed.add(header(matchers.get(i), problems.in(field, i)));
        }
        return parsed;
    }

    private static HeaderMatcher header(io.envoyproxy.envoy.config.route.v3.HeaderMatcher matcher, Problems problems) {
        return new HeaderMatcher(
                Read.headerName(matcher.getName(), problems, "name"),
                test(matcher, problems),
                matcher.getInvertMatch(),
                matcher.getTreatMissingHeaderAsEmpty());
    }

    // Control planes still send the deprecated forms.
    @SuppressWarnings("deprecation")
    private static HeaderMatcher.Test test(
            io.envoyproxy.envoy.config.route.v3.HeaderMatcher matcher, Problems problems) {
        return switch (matcher.getHeaderMatchSpecifierCase()) {
            // Envoy's oldest form: nothing to compare with is no comparison.
            case EXACT_MATCH ->
                text(
                        matcher.getExactMatch().isEmpty()
                                ? new StringMatcher.Prefix("", false)
                                : new StringMatcher.Exact(Read.octets(matcher.getExactMatch()), false));
            case PREFIX_MATCH ->
                text(new StringMatcher.Prefix(required(matcher.getPrefixMatch(), problems, "prefix_match"), false));
            case SUFFIX_MATCH ->
                text(new StringMatcher.Suffix(required(matcher.getSuffixMatch(), problems, "suffix_match"), false));
            case CONTAINS_MATCH ->
                text(new StringMatcher.Contains(
                        required(matcher.getContainsMatch(), problems, "contains_match"), false));
            case SAFE_REGEX_MATCH ->
                text(new StringMatcher.Regex(regex(matcher.getSafeRegexMatch(), problems.in("safe_regex_match"))));
            case STRING_MATCH -> text(string(matcher.getStringMatch(), problems.in("string_match")));
            case RANGE_MATCH ->
                new HeaderMatcher.Range(
                        matcher.getRangeMatch().getStart(),
                        matcher.getRangeMatch().getEnd());
            case PRESENT_MATCH -> new HeaderMatcher.Present(matcher.getPresentMatch());
            case HEADERMATCHSPECIFIER_NOT_SET -> new HeaderMatcher.Present(true);
        };
    }

    private static String required(String text, Problems problems, String field) {
        return Read.octets(Read.required(text, problems, field));
    }

    private static HeaderMatcher.Test text(StringMatcher matcher) {
        return new HeaderMatcher.Text(matcher);
    }

    public static List<QueryParameterMatcher> queryParameters(
            List<io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher> matchers, Problems problems, String field) {
        List<QueryParameterMatcher> parsed = new ArrayList<>(matchers.size());
        for (int i = 0; i < matchers.size(); i++) {
            io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher matcher = matchers.get(i);
            Problems at = problems.in(field, i);
            String name = required(matcher.getName(), at, "name");
            Optional<StringMatcher> value = matcher.hasStringMatch()
                    ? Optional.of(string(matcher.getStringMatch(), at.in("string_match")))
                    : Optional.empty();
            boolean present = !matcher.hasPresentMatch() || matcher.getPresentMatch();
            parsed.add(new QueryParameterMatcher(name, value, present));
        }
        return parsed;
    }
}
