// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.engine.core.TimePattern;
import io.mainstay.proxy.filter.StreamInfo;
import io.mainstay.proxy.stream.HeaderName;
import io.mainstay.proxy.stream.HeaderView;
import io.mainstay.proxy.stream.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * The line being written: one buffer per loop, used again and again. Numbers, times and received headers go into it without a string
 * in between. Confined to its loop.
 */
final class LogLine {
    private final ByteBuf out = Unpooled.buffer(1024);
    private final ByteBuf piece = Unpooled.buffer(256);
    private final LongSupplier epochMillis;
    private final String hostname;
    private long cachedSecond = Long.MIN_VALUE;
    private String cachedDate = "";

    /**
     * The line of a loop.
     *
     * @param epochMillis the machine's wall clock
     * @param hostname    its name
     */
    LogLine(LongSupplier epochMillis, String hostname) {
        this.epochMillis = epochMillis;
        this.hostname = hostname;
    }

    /**
     * What a line is made from.
     *
     * @param startMillis when the request's head had arrived, since the epoch
     */
    record Ended(StreamInfo info, Headers request, Headers response, long durationNanos, long startMillis) {}

    /** Begins a line. The buffer is borrowed until the next call. */
    ByteBuf begin() {
        out.clear();
        return out;
    }

    /** A second buffer, for values that have to be looked at before they are written. */
    ByteBuf piece() {
        piece.clear();
        return piece;
    }

    String hostname() {
        return hostname;
    }

    long epochMillis() {
        return epochMillis.getAsLong();
    }

    /** A moment as {@code 2026-01-31T12:34:56.789Z}; the text up to the second is kept for the next line. */
    void writeTime(long millis, ByteBuf to) {
        long second = Math.floorDiv(millis, 1000L);
        if (second != cachedSecond) {
            cachedSecond = second;
            cachedDate = TimePattern.SECONDS.format(java.time.Instant.ofEpochSecond(second));
        }
        writeText(cachedDate, to);
        to.writeByte('.');
        writeDigits(Math.floorMod(millis, 1000L), 3, to);
        to.writeByte('Z');
    }

    /** The value of a field as received or edited, the first if it has several; false when there is none. */
    static boolean writeHeader(Headers headers, HeaderName name, ByteBuf to) {
        if (headers.isJoined(name)) {
            to.writeCharSequence(String.valueOf(headers.joined(name)), StandardCharsets.ISO_8859_1);
            return true;
        }
        HeaderView base = headers.base();
        for (int at = base.find(name, 0); at >= 0; at = base.find(name, at + 1)) {
            if (!headers.isRemoved(at)) {
                base.writeValue(at, to);
                return true;
            }
        }
        for (int i = 0; i < headers.addedCount(); i++) {
            if (headers.addedName(i).equals(name)) {
                headers.writeAddedValue(i, to);
                return true;
            }
        }
        return false;
    }

    /** A text, when it says something. */
    static boolean writeText(String text, ByteBuf to) {
        if (text.isEmpty()) {
            return false;
        }
        ByteBufUtil.writeUtf8(to, text);
        return true;
    }

    /** A part of a head, which has a character for each byte, when it says something. */
    static boolean writeOctets(String text, ByteBuf to) {
        for (int i = 0; i < text.length(); i++) {
            to.writeByte(Headers.octet(text.charAt(i)));
        }
        return !text.isEmpty();
    }

    /** A number; true, so that it reads as a field. */
    static boolean writeNumber(long value, ByteBuf to) {
        if (value < 0) {
            to.writeByte('-');
        }
        long rest = Math.abs(value);
        int digits = 1;
        for (long bound = 10; digits < 19 && rest >= bound; bound *= 10) {
            digits++;
        }
        writeDigits(rest, digits, to);
        return true;
    }

    /** A number with leading zeros. */
    static void writeDigits(long value, int digits, ByteBuf to) {
        int begin = to.writerIndex();
        to.writeZero(digits);
        long rest = value;
        for (int i = begin + digits - 1; i >= begin; i--) {
            to.setByte(i, (int) ('0' + rest % 10));
            rest /= 10;
        }
    }
}
