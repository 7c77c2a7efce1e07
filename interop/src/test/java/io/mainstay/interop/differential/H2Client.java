// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Sends one HTTP/2 request, prior knowledge, on a connection of its own and waits for the answer; Netty's codec, which checks nothing we send. */
final class H2Client {
    private static final int TIMEOUT_SECONDS = 20;

    private final EventLoopGroup loops;

    H2Client(EventLoopGroup loops) {
        this.loops = loops;
    }

    Answer ask(int port, Request request) {
        Http2Headers head = new DefaultHttp2Headers(false)
                .method(request.method())
                .scheme("http")
                .path(request.target())
                .authority(request.authority());
        H2Text.addAll(head, request.fields());
        if (request.body() instanceof Body.Length(String text)) {
            head.add("content-length", Integer.toString(text.length()));
        }
        return ask(port, head, request.body());
    }

    Answer ask(int port, Http2Headers head, Body body) {
        Channel connection = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forClient()
                                                .validateHeaders(false)
                                                .initialSettings(Http2Settings.defaultSettings()
                                                        .maxHeaderListSize(200_000))
                                                .build(),
                                        new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
                    }
                })
                .connect(InetAddress.getLoopbackAddress(), port)
                .syncUninterruptibly()
                .channel();
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        try {
            Http2StreamChannel stream = new Http2StreamChannelBootstrap(connection)
                    .handler(new Reader(answer))
                    .open()
                    .syncUninterruptibly()
                    .getNow();
            stream.eventLoop().execute(() -> H2Text.send(stream, head, body));
            return answer.completeOnTimeout(Answer.none("silent"), TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .join();
        } finally {
            connection.close().syncUninterruptibly();
        }
    }

    /** Collects one answer. */
    private static final class Reader extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<Answer> answer;
        private final List<Integer> interim = new ArrayList<>();
        private final StringBuilder body = new StringBuilder();
        private int status;
        private List<Field> fields = List.of();
        private List<Field> trailers = List.of();

        Reader(CompletableFuture<Answer> answer) {
            this.answer = answer;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            try {
                switch (frame) {
                    case Http2HeadersFrame headers -> headers(headers);
                    case Http2DataFrame data -> {
                        body.append(data.content().toString(StandardCharsets.ISO_8859_1));
                        if (data.isEndStream()) {
                            complete("complete");
                        }
                    }
                    default -> {}
                }
            } finally {
                ReferenceCountUtil.release(frame);
            }
        }

        private void headers(Http2HeadersFrame frame) {
            CharSequence code = frame.headers().status();
            if (code == null) {
                trailers = H2Text.regular(frame.headers());
            } else if (code.charAt(0) == '1') {
                interim.add(Integer.parseInt(code.toString()));
            } else {
                status = Integer.parseInt(code.toString());
                fields = H2Text.regular(frame.headers());
            }
            if (frame.isEndStream()) {
                complete("complete");
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof Http2ResetFrame) {
                complete(status == 0 ? "none" : "broken");
            }
            ReferenceCountUtil.release(event);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            complete(status == 0 ? "none" : "broken");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            complete("invalid: " + cause.getMessage());
        }

        private void complete(String end) {
            answer.complete(new Answer(status, interim, fields, body.toString(), trailers, end));
        }
    }
}
