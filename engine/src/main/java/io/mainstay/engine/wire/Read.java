// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.wire;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads protobuf's small types with the ranges Envoy's rules give them. A value out of range is a problem and comes out as the default. */
public final class Read {
    private static final long MAX_DURATION_SECONDS = 315_576_000_000L;

    private Read() {}

    /** A duration that may be zero. */
    public static java.time.Duration duration(Duration value, Problems problems, String field) {
        long seconds = value.getSeconds();
        int nanos = value.getNanos();
        if (seconds < 0 || nanos < 0 || seconds > MAX_DURATION_SECONDS || nanos > 999_999_999) {
            problems.invalid(field, seconds + "s " + nanos + "ns (expected: a duration of 0s or more)");
            return java.time.Duration.ZERO;
        }
        return java.time.Duration.ofSeconds(seconds, nanos);
    }

    /** A duration that is set and may be zero, or a default. */
    public static java.time.Duration duration(
            boolean set, Duration value, java.time.Duration otherwise, Problems problems, String field) {
        return set ? duration(value, problems, field) : otherwise;
    }

    /** A duration above zero, or a default. */
    public static java.time.Duration positive(
            boolean set, Duration value, java.time.Duration otherwise, Problems problems, String field) {
        if (!set) {
            return otherwise;
        }
        java.time.Duration read = duration(value, problems, field);
        if (read.isZero() && value.getSeconds() == 0 && value.getNanos() == 0) {
            problems.invalid(field, "0s (expected: greater than 0s)");
            return otherwise;
        }
        return read;
    }

    /** An unsigned number within a range, or a default. Bounds beyond 2^31-1 read as that. */
    public static int number(
            boolean set, UInt32Value value, int otherwise, Range range, Problems problems, String field) {
        return set ? number(value.getValue(), range, problems, field) : otherwise;
    }

    /** An unsigned number within a range. */
    public static int number(int unsigned, Range range, Problems problems, String field) {
        long number = Integer.toUnsignedLong(unsigned);
        if (number < range.from() || number > range.to()) {
            problems.invalid(field, number + " (expected: " + range + ")");
            return Math.clamp(range.from(), 0, Integer.MAX_VALUE);
        }
        return (int) Math.min(number, Integer.MAX_VALUE);
    }

    /** What a value of an enumeration is called where people write it; its number when it has no name. */
    public static String word(Enum<?> value, int number) {
        return value.name().equals("UNRECOGNIZED") ? Integer.toString(number) : value.name();
    }

    public static boolean flag(boolean set, BoolValue value, boolean otherwise) {
        return set ? value.getValue() : otherwise;
    }

    /** A text that must not be empty. */
    public static String required(String value, Problems problems, String field) {
        if (value.isEmpty()) {
            problems.missing(field);
        }
        return value;
    }

    /** A header name: a token (RFC 9110), perhaps a pseudo-header; returned in lower case. */
    public static String headerName(String name, Problems problems, String field) {
        if (name.isEmpty()) {
            problems.missing(field);
            return name;
        }
        if (!isHeaderName(name)) {
            problems.invalid(field, "\"" + name + "\" is not a header name");
        }
        return name.toLowerCase(Locale.ROOT);
    }

    /** Whether it is a token (RFC 9110), perhaps with the colon of a pseudo-header before it. */
    public static boolean isHeaderName(String name) {
        int from = name.startsWith(":") ? 1 : 0;
        for (int i = from; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean token = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
            if (!token) {
                return false;
            }
        }
        return name.length() > from;
    }

    /** A header value: no NUL, CR or LF; returned as its {@link #octets}. */
    public static String headerValue(String value, Problems problems, String field) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0 || c == '\r' || c == '\n') {
                problems.invalid(field, "holds a NUL, CR or LF character");
                break;
            }
        }
        return octets(value);
    }

    /**
     * The text's bytes in UTF-8, a character for each: the form the data path has every header value in, whose bytes may be of any
     * character set. A text of ASCII is its own.
     */
    public static String octets(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            }
        }
        return text;
    }

    /** Bounds of a number, both inside. */
    public record Range(long from, long to) {
        /** Every unsigned 32-bit number. */
        public static final Range ANY = new Range(0, 0xffff_ffffL);

        public static final Range POSITIVE = new Range(1, 0xffff_ffffL);

        public static final Range PORT = new Range(1, 65_535);

        public static final Range PERCENT = new Range(0, 100);

        public static Range of(long from, long to) {
            return new Range(from, to);
        }

        @Override
        public String toString() {
            return from + ".." + to;
        }
    }
}
