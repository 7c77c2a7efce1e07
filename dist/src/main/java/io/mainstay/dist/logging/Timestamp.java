// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.logging;

/** RFC 3339 in UTC, worked out by hand: the first use of {@code java.time}'s formats takes tens of milliseconds. */
final class Timestamp {
    private static final int DAY_MILLIS = 86_400_000;
    private static final int ERA_DAYS = 146_097;
    /** From 1 March of year 0 to 1 January 1970; years that begin in March have their leap day last. */
    private static final int EPOCH_DAYS = 719_468;

    private Timestamp() {}

    /** Appends the time, such as {@code 2026-11-25T04:21:01.347Z}; years 1970 to 9999. */
    static void append(long millis, StringBuilder text) {
        int ofDay = Math.floorMod(millis, DAY_MILLIS);
        long days = Math.floorDiv(millis, DAY_MILLIS) + EPOCH_DAYS;
        long era = Math.floorDiv(days, ERA_DAYS);
        int ofEra = (int) (days - era * ERA_DAYS);
        int year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
        int ofYear = ofEra - (365 * year + year / 4 - year / 100);
        int month = (5 * ofYear + 2) / 153;
        int day = ofYear - (153 * month + 2) / 5 + 1;
        boolean nextYear = month >= 10;
        pad(era * 400 + year + (nextYear ? 1 : 0), 4, '-', text);
        pad(nextYear ? month - 9 : month + 3, 2, '-', text);
        pad(day, 2, 'T', text);
        pad(ofDay / 3_600_000, 2, ':', text);
        pad(ofDay / 60_000 % 60, 2, ':', text);
        pad(ofDay / 1000 % 60, 2, '.', text);
        pad(ofDay % 1000, 3, 'Z', text);
    }

    private static void pad(long number, int width, char after, StringBuilder text) {
        String digits = Long.toString(number);
        text.repeat('0', Math.max(0, width - digits.length())).append(digits).append(after);
    }
}
