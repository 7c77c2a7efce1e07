// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.resource;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.time.Duration;
import java.util.Optional;

/** Durations as Go, Kubernetes and Istio write them: {@code 1h30m}, {@code 500ms}, {@code 1.5s}. */
public final class Durations {
    private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|us|ns|h|m|s)");

    private Durations() {}

    /** Reads a member; reports what is not a duration. */
    public static Optional<Duration> read(Reader reader, String name) {
        Optional<String> text = reader.text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> parsed = parse(text.get());
        if (parsed.isEmpty()) {
            reader.invalid(name, "'" + text.get() + "' (expected: a duration such as 500ms, 10s or 1m30s)", "");
        }
        return parsed;
    }

    static Optional<Duration> parse(String text) {
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        Matcher matcher = PART.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            double nanos = Double.parseDouble(matcher.group(1)) * unitNanos(matcher.group(2));
            if (nanos > Duration.ofDays(3650).toSeconds() * 1e9) {
                return Optional.empty();
            }
            sum = sum.plusNanos((long) nanos);
            end = matcher.end();
        }
        return end == 0 || end != text.length() ? Optional.empty() : Optional.of(sum);
    }

    private static double unitNanos(String unit) {
        return switch (unit) {
            case "h" -> 3600e9;
            case "m" -> 60e9;
            case "s" -> 1e9;
            case "ms" -> 1e6;
            case "us" -> 1e3;
            default -> 1;
        };
    }
}
