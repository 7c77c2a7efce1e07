// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An HTTP/2 server, prior knowledge, that does what the ledger says; Netty's codec. */
final class H2Backend implements AutoCloseable {
    private final Ledger ledger;
    private final Channel listening;

    H2Backend(Ledger ledger, EventLoopGroup loops) {
        this.ledger = ledger;
        listening = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection
                                .pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forServer()
                                                .initialSettings(Http2Settings.defaultSettings()
                                                        .maxHeaderListSize(200_000)
                                                        .maxConcurrentStreams(1000))
                                                .build(),
                                        new Http2MultiplexHandler(new ChannelInitializer<>() {
                                            @Override
                                            protected void initChannel(Channel stream) {
                                                stream.pipeline().addLast(new Stream());
                                            }
                                        }));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    @Override
    public void close() {
        listening.close().syncUninterruptibly();
    }

    /** One request. */
    private final class Stream extends SimpleChannelInboundHandler<Http2StreamFrame> {
        private final StringBuilder body = new StringBuilder();
        private @Nullable Http2Headers head;
        private boolean hadData;

        @Override
        protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
            if (frame instanceof Http2HeadersFrame headers) {
                Http2Headers first = head;
                if (first == null) {
                    head = headers.headers();
                    if (headers.isEndStream()) {
                        act(context, headers.headers(), Body.none());
                    }
                } else {
                    act(context, first, new Body.Chunks(List.of(body.toString()), H2Text.regular(headers.headers())));
                }
            } else if (frame instanceof Http2DataFrame data) {
                hadData = true;
                body.append(data.content().toString(StandardCharsets.ISO_8859_1));
                Http2Headers first = head;
                if (data.isEndStream() && first != null) {
                    act(context, first, hadData ? new Body.Length(body.toString()) : Body.none());
                }
            }
        }

        private void act(ChannelHandlerContext context, Http2Headers request, Body received) {
            Step step = ledger.next(new Seen(
                    Version.H2,
                    String.valueOf(request.method()),
                    String.valueOf(request.path()),
                    String.valueOf(request.authority()),
                    H2Text.regular(request),
                    received,
                    false));
            switch (step) {
                case Step.Reply reply -> reply(context, reply, "HEAD".contentEquals(request.method()));
                case Step.Silence _ -> {}
                case Step.Abort _ -> {
                    var _ = context.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
                }
                case Step.Break _ -> {
                    var _ = context.write(new DefaultHttp2HeadersFrame(
                            new DefaultHttp2Headers().status("200").add("content-length", "100")));
                    var _ = context.write(H2Text.data("0123456789", false));
                    var _ = context.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
                }
            }
        }

        private void reply(ChannelHandlerContext context, Step.Reply reply, boolean headOnly) {
            Http2Headers head = new DefaultHttp2Headers(false).status(Integer.toString(reply.status()));
            H2Text.addAll(head, reply.fields());
            boolean bodiless = headOnly || reply.status() == 204 || reply.status() == 304;
            if (reply.body() instanceof Body.Length(String text) && (headOnly || !bodiless)) {
                head.set("content-length", Integer.toString(text.length()));
            }
            H2Text.send(context.channel(), head, bodiless ? Body.none() : reply.body());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }
    }
}
