// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.Optional;

/**
 * The argument of {@code %START_TIME(…)%} and its like: strftime's common conversions, in UTC, with Envoy's fractions of a second
 * ({@code %f}, {@code %3f}).
 */
public record TimePattern(String pattern) {
    /** {@code 2026-01-31T12:34:56}. */
    public static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** A pattern all of whose conversions are known; empty for another. */
    public static Optional<TimePattern> of(String pattern) {
        TimePattern time = new TimePattern(pattern);
        return time.append(0, new StringBuilder()) ? Optional.of(time) : Optional.empty();
    }

    /** The moment in this pattern. */
    public String format(long epochMillis) {
        StringBuilder text = new StringBuilder(pattern.length() + 16);
        append(epochMillis, text);
        return text.toString();
    }

    private boolean append(long epochMillis, StringBuilder text) {
        OffsetDateTime moment = Instant.ofEpochMilli(epochMillis).atOffset(ZoneOffset.UTC);
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i++);
            if (c != '%') {
                text.append(c);
                continue;
            }
            int digits = 9;
            if (i < pattern.length() && pattern.charAt(i) >= '1' && pattern.charAt(i) <= '9') {
                digits = pattern.charAt(i++) - '0';
            }
            char conversion = i < pattern.length() ? pattern.charAt(i++) : ' ';
            if (digits != 9 && conversion != 'f') {
                return false;
            }
            if (conversion == 'f') {
                text.append(String.format(Locale.ROOT, "%09d", moment.getNano()), 0, digits);
            } else if (!date(conversion, moment, text) && !time(conversion, moment, text)) {
                return false;
            }
        }
        return true;
    }

    private static boolean date(char conversion, OffsetDateTime moment, StringBuilder text) {
        switch (conversion) {
            case 'Y' -> text.append(moment.getYear());
            case 'y' -> padded(moment.getYear() % 100, 2, text);
            case 'm' -> padded(moment.getMonthValue(), 2, text);
            case 'd' -> padded(moment.getDayOfMonth(), 2, text);
            case 'e' -> text.append(String.format(Locale.ROOT, "%2d", moment.getDayOfMonth()));
            case 'j' -> padded(moment.getDayOfYear(), 3, text);
            case 'b' -> text.append(moment.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
            case 'a' -> text.append(moment.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
            case 'F' -> text.append(moment.toLocalDate());
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean time(char conversion, OffsetDateTime moment, StringBuilder text) {
        switch (conversion) {
            case 's' -> text.append(moment.toEpochSecond());
            case 'H' -> padded(moment.getHour(), 2, text);
            case 'M' -> padded(moment.getMinute(), 2, text);
            case 'S' -> padded(moment.getSecond(), 2, text);
            case 'T' -> text.append(SECONDS.format(moment), 11, 19);
            case 'z' -> text.append("+0000");
            case 'Z' -> text.append("UTC");
            case '%' -> text.append('%');
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void padded(int value, int digits, StringBuilder text) {
        String plain = Integer.toString(value);
        text.repeat('0', digits - plain.length()).append(plain);
    }
}
