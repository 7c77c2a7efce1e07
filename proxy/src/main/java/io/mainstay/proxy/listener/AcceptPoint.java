// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import java.util.List;
import java.util.function.Supplier;

/**
 * What accepted sockets meet first: hands each to the version of the listener that is current on its loop when it becomes active. Shared by the loops.
 */
final class AcceptPoint extends ChannelInitializer<Channel> {
    private final List<Supplier<ListenerOnLoop>> byLoop;
    private final List<io.netty.channel.EventLoop> loops;

    AcceptPoint(List<io.netty.channel.EventLoop> loops, List<Supplier<ListenerOnLoop>> byLoop) {
        this.loops = loops;
        this.byLoop = byLoop;
    }

    @Override
    protected void initChannel(Channel channel) {
        channel.pipeline().addLast(new Entrance());
    }

    private ListenerOnLoop current(Channel channel) {
        return byLoop.get(loops.indexOf(channel.eventLoop())).get();
    }

    /** Waits for the socket to be active, then leaves. */
    private final class Entrance extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            Channel channel = ctx.channel();
            ctx.pipeline().remove(this);
            ListenerOnLoop listener = current(channel);
            if (!listener.enter(channel)) {
                return;
            }
            channel.config().setWriteBufferWaterMark(listener.waterMark());
            new ConnectionStart(listener, channel).begin();
        }
    }
}
