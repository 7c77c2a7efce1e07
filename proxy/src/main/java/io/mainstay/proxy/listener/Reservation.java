// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.listener;

import io.mainstay.engine.core.Address;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Addresses bound for a listener that is not warm yet, so that one which cannot be bound is refused together with its configuration. Nobody listens there: clients
 * are turned away until the listener is. Only with epoll. Config thread only.
 */
final class Reservation {
    private static final Logger LOGGER = LoggerFactory.getLogger(Reservation.class);

    private final PipeFiles pipes;
    private final Map<Address, Socket> bound = new LinkedHashMap<>();

    /** Nothing bound yet. */
    Reservation(PipeFiles pipes) {
        this.pipes = pipes;
    }

    /**
     * Binds one more address.
     *
     * @param shared whether other sockets are to listen there too
     * @throws IOException when it cannot be bound
     */
    void bind(Address address, boolean shared) throws IOException {
        switch (address) {
            case Address.Socket(String host, int port) -> {
                Socket socket = Socket.newSocketStream();
                bound.put(address, socket);
                socket.setReuseAddress(true);
                socket.setReusePort(shared);
                socket.bind(new InetSocketAddress(InetAddress.ofLiteral(host), port));
            }
            case Address.Pipe(String path, int mode) -> {
                pipes.beforeBind(path);
                Socket socket = Socket.newSocketDomain();
                bound.put(address, socket);
                socket.bind(new DomainSocketAddress(path));
                pipes.afterBind(path, mode);
            }
        }
    }

    boolean has(Address address) {
        return bound.containsKey(address);
    }

    /** What is bound for an address; the caller's from now. */
    Optional<FileDescriptor> take(Address address) {
        return Optional.ofNullable(bound.remove(address));
    }

    /** Gives up what nobody took. */
    void close() {
        for (Socket socket : bound.values()) {
            try {
                socket.close();
            } catch (IOException e) {
                LOGGER.debug("a reserved socket could not be closed", e);
            }
        }
        bound.clear();
    }

    /** With {@code SO_REUSEPORT} a port in use by a process that sets it too would be shared in silence: ask once without. */
    static void refuseTaken(Address.Socket address) throws IOException {
        if (address.port() == 0) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.ofLiteral(address.host()), address.port()));
        } catch (BindException e) {
            throw e;
        } catch (IOException e) {
            LOGGER.debug("whether the port is taken cannot be told", e);
        }
    }
}
