// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** The argument of {@code %START_TIME(…)%}: strftime's common conversions, in UTC, with Envoy's fractions. */
record StartTime(String pattern) {
    static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** The time a pattern asks for; empty when it has a conversion that is not known. */
    static Optional<StartTime> of(String pattern) {
        var time = new StartTime(pattern);
        return time.format(0).isEmpty() ? Optional.empty() : Optional.of(time);
    }

    /** The moment in this pattern; empty for a pattern that is not known. */
    String format(long epochMillis) {
        var text = new StringBuilder(pattern.length() + 16);
        var moment = Instant.ofEpochMilli(epochMillis).atOffset(ZoneOffset.UTC);
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i++);
            if (c != '%') {
                text.append(c);
                continue;
            }
            int digits = 9;
            if (i < pattern.length() && Character.isDigit(pattern.charAt(i))) {
                digits = pattern.charAt(i++) - '0';
            }
            char conversion = i < pattern.length() ? pattern.charAt(i++) : ' ';
            switch (conversion) {
                case 's' -> text.append(Math.floorDiv(epochMillis, 1000L));
                case 'f' ->
                    text.append(String.format(Locale.ROOT, "%09d", moment.getNano()), 0, Math.clamp(digits, 1, 9));
                case 'Y' -> text.append(moment.getYear());
                case 'm' -> two(moment.getMonthValue(), text);
                case 'd' -> two(moment.getDayOfMonth(), text);
                case 'H' -> two(moment.getHour(), text);
                case 'M' -> two(moment.getMinute(), text);
                case 'S' -> two(moment.getSecond(), text);
                case 'F' -> text.append(moment.toLocalDate());
                case 'T' -> text.append(SECONDS.format(moment), 11, 19);
                case 'z' -> text.append("+0000");
                case 'Z' -> text.append("UTC");
                case '%' -> text.append('%');
                default -> {
                    return "";
                }
            }
        }
        return text.toString();
    }

    private static void two(int value, StringBuilder text) {
        if (value < 10) {
            text.append('0');
        }
        text.append(value);
    }
}
