// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client that says what it is told to, made of Netty's frame codec, which the code under test does not use. */
final class RawPeer implements AutoCloseable {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final Http2FrameCodec codec = Http2FrameCodecBuilder.forClient()
            .validateHeaders(false)
            .encoderIgnoreMaxHeaderListSize(true)
            .build();
    private final Listener listener = new Listener();
    private final Channel channel;

    RawPeer(InetSocketAddress server) {
        channel = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel made) {
                        made.pipeline().addLast(codec, listener);
                    }
                })
                .connect(server)
                .syncUninterruptibly()
                .channel();
    }

    /** Writes down what it hears, a line per frame that matters. */
    private final class Listener extends Http2ChannelDuplexHandler {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            switch (message) {
                case Http2HeadersFrame frame ->
                    heard.add(
                            frame.stream().id() + " HEADERS " + frame.headers().status() + end(frame.isEndStream()));
                case Http2DataFrame frame ->
                    heard.add(frame.stream().id() + " DATA " + frame.content().readableBytes()
                            + end(frame.isEndStream()));
                case Http2ResetFrame frame ->
                    heard.add(frame.stream().id() + " RST " + Http2Error.valueOf(frame.errorCode()));
                case Http2GoAwayFrame frame ->
                    heard.add("GOAWAY " + frame.lastStreamId() + " " + Http2Error.valueOf(frame.errorCode()));
                default -> {}
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            heard.add("CLOSED");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // Frames about streams the codec does not know any more: of no interest here.
        }
    }

    private static String end(boolean end) {
        return end ? " END" : "";
    }

    static Http2Headers get(String path) {
        return new DefaultHttp2Headers(false)
                .method("GET")
                .scheme("http")
                .path(path)
                .authority("a.test");
    }

    Http2FrameStream request(Http2Headers headers, boolean end) {
        Http2FrameStream stream = listener.newStream();
        Runnable write = () -> {
            // Whatever the server allows: refusing is its business.
            codec.connection().local().maxActiveStreams(Integer.MAX_VALUE);
            var _ = channel.writeAndFlush(new DefaultHttp2HeadersFrame(headers, end).stream(stream));
        };
        if (channel.eventLoop().inEventLoop()) {
            write.run();
        } else {
            channel.eventLoop().submit(write).syncUninterruptibly();
        }
        return stream;
    }

    /** Opens streams and takes each back at once, faster than it could be cut off. */
    void openAndReset(int streams) {
        channel.eventLoop()
                .submit(() -> {
                    for (int i = 0; i < streams; i++) {
                        reset(request(get("/hold"), true));
                    }
                })
                .syncUninterruptibly();
    }

    /** A HEADERS frame on any stream, past what the codec would allow. */
    void headers(int streamId, Http2Headers headers, boolean end) {
        channel.eventLoop()
                .submit(() -> {
                    ChannelHandlerContext ctx = channel.pipeline().context(codec);
                    var _ = codec.encoder()
                            .frameWriter()
                            .writeHeaders(ctx, streamId, headers, 0, end, ctx.newPromise());
                    ctx.flush();
                })
                .syncUninterruptibly();
    }

    void data(Http2FrameStream stream, int bytes, boolean end) {
        var _ = channel.writeAndFlush(
                new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(new byte[bytes]), end).stream(stream));
    }

    void reset(Http2FrameStream stream) {
        var _ = channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL).stream(stream));
    }

    /** The next thing heard. */
    String next() throws InterruptedException {
        String line = heard.poll(20, TimeUnit.SECONDS);
        return line == null ? "nothing" : line;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(3000);
    }
}
