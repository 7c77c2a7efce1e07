// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.runtime;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Ends of connections whose outcome nobody waits for: it shows in the pipeline's events. */
public final class Sockets {
    private Sockets() {}

    /** Closes; unwritten bytes are dropped. */
    public static void close(Channel channel) {
        var _ = channel.close();
    }

    /**
     * Stops using a listening socket that another process has too, and leaves it as it is: what waits in its queue is the other's, and the file of a Unix
     * socket stays. The loop lets go of the socket first, because closing a descriptor ends its watch only when nobody else has the socket.
     */
    public static CompletionStage<Void> release(Channel socket) {
        return release(socket, () -> {});
    }

    /** The same, with something to be done at the last moment, on the socket's loop. */
    public static CompletionStage<Void> release(Channel socket, Runnable before) {
        CompletableFuture<Void> released = new CompletableFuture<>();
        socket.deregister().addListener(done -> {
            before.run();
            try {
                ((UnixChannel) socket).fd().close();
                released.complete(null);
            } catch (IOException e) {
                released.completeExceptionally(e);
            }
        });
        return released;
    }

    /**
     * Says that nothing more will be written, after what was, and under TLS says so there too; closes where a half cannot be. Netty's shutdown
     * drops what still waits to be sent, so it comes behind an empty write that ends when all before it has gone out.
     */
    public static void finish(Channel channel) {
        var flushed = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
        flushed.addListener(done -> {
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            if (tls == null) {
                shutOutput(channel);
            } else {
                tls.closeOutbound().addListener(said -> shutOutput(channel));
            }
        });
    }

    private static void shutOutput(Channel channel) {
        if (channel instanceof DuplexChannel duplex) {
            var _ = duplex.shutdownOutput();
        } else {
            close(channel);
        }
    }
}
