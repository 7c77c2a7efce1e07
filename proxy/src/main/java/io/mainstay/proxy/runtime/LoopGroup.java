// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.runtime;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The proxy's event loops: one thread each, and everything a request touches stays on one of them. epoll where it can be had, NIO otherwise (then one
 * socket per listener, since it has no {@code SO_REUSEPORT}).
 */
public final class LoopGroup implements AutoCloseable {
    private static final int PAGE_BYTES = 8192;
    private static final int CHUNK_ORDER = 7;
    private static final int CACHED_SMALL = 256;
    private static final int CACHED_NORMAL = 64;

    private final MultiThreadIoEventLoopGroup group;
    private final List<EventLoop> loops;
    private final boolean epoll;
    private final PooledByteBufAllocator allocator;
    private final RecvByteBufAllocator reads = new ReadBuffers();

    /** Starts that many loops. */
    public LoopGroup(int concurrency) {
        this(concurrency, Epoll.isAvailable());
    }

    LoopGroup(int concurrency, boolean epoll) {
        this.epoll = epoll;
        IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(concurrency, new DefaultThreadFactory("loop", true), factory);
        List<EventLoop> all = new ArrayList<>();
        group.forEach(executor -> all.add((EventLoop) executor));
        loops = List.copyOf(all);
        // Pooled rather than Netty's adaptive one: it keeps the views of a buffer that reading and writing need, which
        // else are made anew each time.
        allocator = new PooledByteBufAllocator(
                true, 0, concurrency, PAGE_BYTES, CHUNK_ORDER, CACHED_SMALL, CACHED_NORMAL, false);
    }

    public List<EventLoop> loops() {
        return loops;
    }

    public int size() {
        return loops.size();
    }

    public boolean epoll() {
        return epoll;
    }

    /** Where the connections of these loops take their buffers: one arena per loop. */
    public ByteBufAllocator allocator() {
        return allocator;
    }

    /** Bytes of direct memory that buffers of {@link #allocator()} hold now. Any thread; walks all chunks. */
    public long bufferBytes() {
        return allocator.pinnedDirectMemory();
    }

    /** What the connections of these loops read into. */
    public RecvByteBufAllocator reads() {
        return reads;
    }

    /** The class of listening TCP sockets. */
    public Class<? extends ServerChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** The class of connecting TCP sockets. */
    public Class<? extends Channel> clientChannel() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** The class of listening Unix sockets; only with epoll. */
    public Class<? extends ServerChannel> serverPipe() {
        return EpollServerDomainSocketChannel.class;
    }

    /** A TCP socket that another process listens on. Active once registered; only with epoll. */
    public ServerChannel inheritedServer(FileDescriptor listening) {
        return new EpollServerSocketChannel(listening.intValue());
    }

    /** A Unix socket that another process listens on. Its file is not deleted when it is closed. */
    public ServerChannel inheritedPipe(FileDescriptor listening) {
        return new EpollServerDomainSocketChannel(listening.intValue(), true);
    }

    /** The class of connecting Unix sockets; only with epoll. */
    public Class<? extends Channel> clientPipe() {
        return EpollDomainSocketChannel.class;
    }

    /** The class of UDP sockets. */
    public Class<? extends DatagramChannel> datagramChannel() {
        return epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
    }

    /** For bootstraps that spread connections over all loops. */
    public EventLoopGroup netty() {
        return group;
    }

    /** Stops all loops; what is queued on them runs first. */
    public Future<?> stop() {
        return group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        stop().awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
