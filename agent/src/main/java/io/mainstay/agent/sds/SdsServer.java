// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.sds;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.mainstay.xds.grpc.DiscoveryServer;
import io.mainstay.xds.grpc.Scheduler;
import io.mainstay.xds.grpc.ServerLimits;
import io.mainstay.xds.grpc.StreamEvents;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * SDS on a Unix socket, 0600, in plaintext: whoever may open the socket may read this user's files anyway. Secrets never
 * travel unencrypted over anything else.
 */
public final class SdsServer implements AutoCloseable {
    /** A socket's address has room for 108 bytes, of which the last is zero (unix(7)). */
    private static final int MAX_PATH_BYTES = 107;

    private static final int MAX_STREAMS = 64;
    private static final Duration DEBOUNCE = Duration.ofMillis(10);
    private static final int CLOSE_SECONDS = 1;

    private final Path socket;
    private final DiscoveryServer discovery;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Server server;

    /**
     * Not bound yet.
     *
     * @param socket in a folder that only this user may enter
     */
    public SdsServer(Path socket, SecretSource secrets, Scheduler scheduler) {
        this.socket = socket;
        this.discovery =
                new DiscoveryServer(secrets, scheduler, new ServerLimits(MAX_STREAMS, DEBOUNCE), StreamEvents.NONE);
        this.server = NettyServerBuilder.forAddress(
                        UnixDomainSocketAddress.of(socket), InsecureServerCredentials.create())
                .channelType(NioServerDomainSocketChannel.class)
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .executor(executor)
                .addService(discovery.secrets())
                .build();
    }

    /** Binds. What a dead process left at the path is replaced. */
    public SdsServer start() throws IOException {
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_PATH_BYTES) {
            throw new IOException("the path of a socket may have " + MAX_PATH_BYTES + " bytes, this has " + length
                    + ": " + socket + "; choose a shorter runtime folder");
        }
        Files.deleteIfExists(socket);
        server.start();
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        return this;
    }

    public Path socket() {
        return socket;
    }

    @Override
    public void close() {
        discovery.close();
        server.shutdownNow();
        try {
            var _ = server.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        var _ = loop.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
        executor.shutdown();
    }
}
