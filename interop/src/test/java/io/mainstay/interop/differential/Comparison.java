// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares what came of a case through two proxies. What no two runs share is put in place of itself first: the date, the
 * milliseconds the upstream took, generated request ids, and the name by which the backend knows the case. Order counts among
 * the values of one name, not among names; names count in lower case, as HTTP/2 has them.
 */
final class Comparison {
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final int SHOWN = 300;

    private final List<Difference> differences = new ArrayList<>();

    private Comparison() {}

    static List<Difference> of(Outcome envoy, Outcome ours) {
        Comparison comparison = new Comparison();
        comparison.answers(envoy.answer(), ours.answer());
        comparison.seen(envoy.seen(), ours.seen());
        return comparison.differences;
    }

    private void answers(Answer envoy, Answer ours) {
        same("status", envoy.status(), ours.status());
        same("interim", envoy.interim(), ours.interim());
        same("end", envoy.end(), ours.end());
        same("body", envoy.body(), ours.body());
        fields("answer", envoy.fields(), ours.fields());
        fields("answer trailer", envoy.trailers(), ours.trailers());
    }

    private void seen(List<Seen> envoy, List<Seen> ours) {
        same("attempts", envoy.size(), ours.size());
        for (int i = 0; i < Math.min(envoy.size(), ours.size()); i++) {
            Seen left = envoy.get(i);
            Seen right = ours.get(i);
            same("upstream protocol", left.version(), right.version());
            same("upstream method", left.method(), right.method());
            same("upstream path", left.path(), right.path());
            same("upstream authority", left.authority(), right.authority());
            same("upstream body", left.body().text(), right.body().text());
            fields("upstream", left.fields(), right.fields());
            fields("upstream trailer", trailers(left.body()), trailers(right.body()));
        }
    }

    private static List<Field> trailers(Body body) {
        return body instanceof Body.Chunks(List<String> _, List<Field> trailers) ? trailers : List.of();
    }

    private void fields(String where, List<Field> envoy, List<Field> ours) {
        Map<String, List<String>> left = byName(envoy);
        Map<String, List<String>> right = byName(ours);
        TreeSet<String> names = new TreeSet<>(left.keySet());
        names.addAll(right.keySet());
        for (String name : names) {
            same(where + " " + name, joined(name, left.get(name)), joined(name, right.get(name)));
        }
    }

    /** Values of one name in one, as RFC 9110 5.3 and 5.6.1 let any recipient do; but not {@code set-cookie}. */
    private static String joined(String name, @Nullable List<String> values) {
        if (values == null) {
            return "(absent)";
        }
        return name.equals("set-cookie")
                ? values.toString()
                : Stream.of(String.join(",", values).split(",", -1))
                        .map(String::strip)
                        .filter(element -> !element.isEmpty())
                        .collect(Collectors.joining(","));
    }

    private static Map<String, List<String>> byName(List<Field> fields) {
        Map<String, List<String>> byName = new TreeMap<>();
        for (Field field : fields) {
            String name = field.name().toLowerCase(Locale.ROOT);
            byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(stable(name, field.value()));
        }
        return byName;
    }

    private static String stable(String name, String value) {
        return switch (name) {
            case Case.HEADER -> "case";
            case "date" -> value.contains(" 2024 ") ? value : "now";
            case "x-envoy-expected-rq-timeout-ms" -> value.endsWith("000") ? value : wholeSeconds(value);
            case "x-envoy-upstream-service-time" -> NUMBER.matcher(value).replaceAll("some");
            default -> UUID.matcher(value).replaceAll("uuid");
        };
    }

    /** What is left for a second try depends on how long the first took. */
    private static String wholeSeconds(String millis) {
        return millis.length() < 4 ? millis : Math.ceilDiv(Integer.parseInt(millis), 1000) + "000";
    }

    private void same(String what, Object envoy, Object ours) {
        if (!envoy.equals(ours)) {
            differences.add(new Difference(what, shown(envoy), shown(ours)));
        }
    }

    private static String shown(Object value) {
        String text = value.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "... (" + text.length() + ")";
    }
}
