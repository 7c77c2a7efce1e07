// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection to the admin endpoint. Confined to its loop, but for the page thread that makes the answer. */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOGGER = LoggerFactory.getLogger(AdminHandler.class);

    private final AdminPages pages;
    private final Executor pageThread;

    AdminHandler(AdminPages pages, Executor pageThread) {
        this.pages = pages;
        this.pageThread = pageThread;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
        if (message.decoderResult().isFailure()) {
            send(context, AdminReply.text(400, "bad request\n"), false, false);
            return;
        }
        AdminRequest request = AdminRequest.of(message.method().name(), message.uri());
        boolean keepAlive = HttpUtil.isKeepAlive(message);
        boolean head = message.method().equals(HttpMethod.HEAD);
        context.channel().config().setAutoRead(false);
        pageThread.execute(() -> {
            AdminReply reply = make(request);
            context.executor().execute(() -> {
                send(context, reply, keepAlive, head);
                context.channel().config().setAutoRead(true);
            });
        });
    }

    private AdminReply make(AdminRequest request) {
        try {
            return pages.answer(request);
        } catch (RuntimeException e) {
            LOGGER.atError().addKeyValue("path", request.path()).setCause(e).log("admin page failed");
            return AdminReply.text(500, "internal error; see the proxy's log\n");
        }
    }

    private static void send(ChannelHandlerContext context, AdminReply reply, boolean keepAlive, boolean head) {
        ByteBuf body = ByteBufUtil.writeUtf8(context.alloc(), reply.body());
        int length = body.readableBytes();
        if (head) {
            body.clear();
        }
        var response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()), body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, reply.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, length)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-cache, max-age=0")
                .set("x-content-type-options", "nosniff");
        if (keepAlive) {
            // It tells nothing, but for a failure, which goes to exceptionCaught.
            var _ = context.writeAndFlush(response, context.voidPromise());
        } else {
            response.headers().set(HttpHeaderNames.CONNECTION, "close");
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            var _ = context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close();
    }
}
