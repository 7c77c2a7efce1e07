// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.proxy.stream.HttpProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Tells HTTP/2 with prior knowledge from HTTP/1.1 by the connection preface (RFC 9113 section 3.4), then makes way. Confined to its event loop. */
final class PrefaceSniffer extends ByteToMessageDecoder {
    private static final byte[] PREFACE = "PRI * HTTP/2.0".getBytes(StandardCharsets.US_ASCII);

    private final HttpConnection connection;

    PrefaceSniffer(HttpConnection connection) {
        this.connection = connection;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int known = Math.min(in.readableBytes(), PREFACE.length);
        for (int i = 0; i < known; i++) {
            if (in.getByte(in.readerIndex() + i) != PREFACE[i]) {
                decided(ctx, HttpProtocol.HTTP_1_1);
                return;
            }
        }
        if (known == PREFACE.length) {
            decided(ctx, HttpProtocol.HTTP_2);
        }
    }

    private void decided(ChannelHandlerContext ctx, HttpProtocol protocol) {
        connection.attach(protocol);
        // What was read so far goes to the codec.
        ctx.pipeline().remove(this);
    }
}
