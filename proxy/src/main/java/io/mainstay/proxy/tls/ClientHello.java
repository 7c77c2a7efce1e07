// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What a connection's first bytes say (RFC 8446 4.1.2, RFC 6066 3, RFC 7301). Reads without consuming; a hello may be spread
 * over many packets and several records.
 */
sealed interface ClientHello {
    /** Longest hello looked at, as Envoy's inspector. */
    int MAX_BYTES = 16 * 1024;

    /** Cannot tell yet. */
    record Incomplete() implements ClientHello {}

    /** Not TLS, or nothing a TLS client would send. */
    record NotTls() implements ClientHello {}

    /**
     * A hello.
     *
     * @param serverName lower case; empty when none was sent
     * @param alpn       in the client's order
     */
    record Tls(String serverName, List<String> alpn) implements ClientHello {
        public Tls {
            Objects.requireNonNull(serverName);
            alpn = List.copyOf(alpn);
        }
    }

    /** Looks at the readable bytes; neither moves indexes nor keeps the buffer. */
    static ClientHello decode(ByteBuf in) {
        return Decoder.decode(in);
    }

    /** The bytes of a handshake message without their records. */
    final class Decoder {
        private static final int RECORD_HEADER = 5;
        private static final int HANDSHAKE_HEADER = 4;
        private static final int MAX_RECORD = 16_384;
        private static final int CLIENT_HELLO = 1;
        private static final int HANDSHAKE_RECORD = 22;
        private static final int SERVER_NAME = 0;
        private static final int ALPN = 16;

        private final byte[] body;
        private int at;

        private Decoder(byte[] body) {
            this.body = body;
        }

        static ClientHello decode(ByteBuf in) {
            byte[] message = new byte[0];
            int needed = HANDSHAKE_HEADER;
            int index = in.readerIndex();
            while (true) {
                if (in.writerIndex() - index < RECORD_HEADER) {
                    return plausible(in, index) ? new Incomplete() : new NotTls();
                }
                int length = in.getUnsignedShort(index + 3);
                if (!plausible(in, index) || length == 0 || length > MAX_RECORD) {
                    return new NotTls();
                }
                int available = Math.min(length, in.writerIndex() - index - RECORD_HEADER);
                int begin = message.length;
                message = Arrays.copyOf(message, begin + available);
                in.getBytes(index + RECORD_HEADER, message, begin, available);
                if (message.length >= HANDSHAKE_HEADER) {
                    needed = HANDSHAKE_HEADER + (int) number(message, 1, 3);
                    if (message[0] != CLIENT_HELLO || needed > MAX_BYTES) {
                        return new NotTls();
                    }
                    if (message.length >= needed) {
                        return new Decoder(Arrays.copyOf(message, needed)).hello();
                    }
                }
                if (available < length) {
                    return new Incomplete();
                }
                index += RECORD_HEADER + length;
            }
        }

        /** Whether what is there of a record header could begin a handshake record of any TLS version. */
        private static boolean plausible(ByteBuf in, int index) {
            int there = in.writerIndex() - index;
            return (there < 1 || in.getByte(index) == HANDSHAKE_RECORD) && (there < 2 || in.getByte(index + 1) == 3);
        }

        private ClientHello hello() {
            at = HANDSHAKE_HEADER + 2 + 32;
            skip(1);
            skip(2);
            skip(1);
            if (at == body.length) {
                return new Tls("", List.of());
            }
            int end = at + 2 + length(2);
            if (end != body.length) {
                return new NotTls();
            }
            String serverName = "";
            List<String> alpn = List.of();
            at += 2;
            while (at + 4 <= end) {
                int type = length(2);
                at += 2;
                int next = at + 2 + length(2);
                if (next > end) {
                    return new NotTls();
                }
                if (type == SERVER_NAME) {
                    serverName = serverName(at + 2, next);
                } else if (type == ALPN) {
                    alpn = protocols(at + 2, next);
                }
                at = next;
            }
            return at == end ? new Tls(serverName, alpn) : new NotTls();
        }

        /** Passes a vector whose length has this many octets; past the end everything reads as zero. */
        private void skip(int octets) {
            at += octets + length(octets);
        }

        private int length(int octets) {
            return at + octets <= body.length ? (int) number(body, at, octets) : 0;
        }

        private String serverName(int from, int end) {
            // ServerNameList: length, then entries of type, length, name. Only host names exist.
            if (from + 5 > end || body[from + 2] != 0) {
                return "";
            }
            int length = (int) number(body, from + 3, 2);
            if (length == 0 || length > 255 || from + 5 + length > end) {
                return "";
            }
            return new String(body, from + 5, length, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
        }

        private List<String> protocols(int from, int end) {
            List<String> names = new ArrayList<>();
            int next = from + 2;
            while (next < end) {
                int length = body[next] & 0xff;
                if (length == 0 || next + 1 + length > end) {
                    return List.of();
                }
                names.add(new String(body, next + 1, length, StandardCharsets.ISO_8859_1));
                next += 1 + length;
            }
            return names;
        }

        private static long number(byte[] bytes, int from, int octets) {
            long value = 0;
            for (int i = 0; i < octets; i++) {
                value = (value << 8) | (bytes[from + i] & 0xff);
            }
            return value;
        }
    }
}
