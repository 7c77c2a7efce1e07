// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import io.netty.buffer.ByteBuf;

/**
 * Reads the line before a chunk and the line end after it, RFC 9112 section 7.1, however they are cut. Extensions are bounded and dropped; bare line
 * ends are refused. Confined to its connection's event loop.
 */
final class ChunkLine {
    private static final int MAX_SIZE_DIGITS = 15;
    private static final int MAX_EXTENSION = 1024;

    private enum At {
        SIZE,
        EXTENSION,
        LINE_FEED
    }

    private At at = At.SIZE;
    private long size;
    private int digits;
    private int extension;
    private boolean carriageReturn;

    void begin() {
        at = At.SIZE;
        size = 0;
        digits = 0;
        extension = 0;
    }

    /** After {@link HeadReader.Progress#DONE}. */
    long size() {
        return size;
    }

    HeadReader.Progress read(ByteBuf in) {
        while (in.isReadable()) {
            byte value = in.readByte();
            switch (at) {
                case SIZE -> {
                    if (!size(value)) {
                        return HeadReader.Progress.FAULT;
                    }
                }
                case EXTENSION -> {
                    if (value == '\r') {
                        at = At.LINE_FEED;
                    } else if ((value < 0x20 && value >= 0 && value != '\t')
                            || value == 0x7f
                            || ++extension > MAX_EXTENSION) {
                        return HeadReader.Progress.FAULT;
                    }
                }
                case LINE_FEED -> {
                    return value == '\n' ? HeadReader.Progress.DONE : HeadReader.Progress.FAULT;
                }
            }
        }
        return HeadReader.Progress.MORE;
    }

    private boolean size(byte value) {
        int digit = Character.digit(value, 16);
        if (digit >= 0 && value > 0) {
            size = size << 4 | digit;
            return ++digits <= MAX_SIZE_DIGITS;
        }
        if (digits == 0) {
            return false;
        }
        if (value == ';') {
            at = At.EXTENSION;
            return true;
        }
        at = At.LINE_FEED;
        return value == '\r';
    }

    void beginEnd() {
        carriageReturn = false;
    }

    HeadReader.Progress readEnd(ByteBuf in) {
        if (!carriageReturn) {
            if (in.readByte() != '\r') {
                return HeadReader.Progress.FAULT;
            }
            carriageReturn = true;
        }
        if (!in.isReadable()) {
            return HeadReader.Progress.MORE;
        }
        return in.readByte() == '\n' ? HeadReader.Progress.DONE : HeadReader.Progress.FAULT;
    }
}
