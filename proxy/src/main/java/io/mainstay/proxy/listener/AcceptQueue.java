// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.listener;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that clients have made and nobody has accepted. Their clients may have sent a request already; a listening socket that is closed resets
 * them. What is made between the last look and the close still is, which cannot be helped.
 */
final class AcceptQueue {
    private static final Logger LOGGER = LoggerFactory.getLogger(AcceptQueue.class);

    /** As large as the largest address, with its length and port. */
    private static final int ADDRESS_BYTES = 26;

    private final Channel listening;

    /** That of a listening socket of epoll. */
    AcceptQueue(Channel listening) {
        this.listening = listening;
    }

    /**
     * Accepts what there is, as if the loop had. On the socket's loop.
     *
     * @param most no more than that, however fast clients come
     */
    void empty(int most) {
        Socket socket = new Socket(((UnixChannel) listening).fd().intValue());
        byte[] address = new byte[ADDRESS_BYTES];
        try {
            for (int i = 0; i < most; i++) {
                int accepted = socket.accept(address);
                if (accepted < 0) {
                    return;
                }
                listening.pipeline().fireChannelRead(connection(accepted));
            }
        } catch (IOException e) {
            LOGGER.debug("not all that waited could be accepted", e);
        }
    }

    private Channel connection(int descriptor) {
        return listening instanceof EpollServerDomainSocketChannel
                ? new EpollDomainSocketChannel(descriptor)
                : new EpollSocketChannel(descriptor);
    }
}
