// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** JSON strings. */
public final class JsonText {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private JsonText() {}

    /** The text in quotes, with what JSON does not allow escaped. */
    public static String quoted(String text) {
        var out = new StringBuilder(text.length() + 8).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    /** The same for bytes. Those that are not UTF-8 are shown as the characters of these numbers, as Envoy shows them. Borrows both buffers. */
    static void writeQuoted(ByteBuf text, ByteBuf out) {
        boolean utf8 = ByteBufUtil.isText(text, StandardCharsets.UTF_8);
        out.writeByte('"');
        for (int i = text.readerIndex(); i < text.writerIndex(); i++) {
            byte b = text.getByte(i);
            if (b == '"' || b == '\\') {
                out.writeByte('\\').writeByte(b);
            } else if (b >= 0 ? b < 0x20 : !utf8) {
                out.writeByte('\\').writeByte('u').writeByte('0').writeByte('0');
                out.writeByte(HEX[b >> 4 & 15]).writeByte(HEX[b & 15]);
            } else {
                out.writeByte(b);
            }
        }
        out.writeByte('"');
    }
}
