// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.loopback;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;

/** A loopback address nobody else uses, for as long as this is open. */
public final class LoopbackAddress implements AutoCloseable {
    private static final InetAddress ANY = InetAddress.ofLiteral("0.0.0.0");
    /** Bound on every address taken, by every mesh on the machine. */
    public static final int LOCK_PORT = 19_999;

    /** 127.64.0.0 to 127.127.255.255: away from what people type by hand. */
    private static final int FIRST = (127 << 24) | (64 << 16);

    private static final int COUNT = 1 << 22;
    private static final int STEP = 9_973;
    private static final int TRIES = 200;

    private final InetAddress address;
    private final ServerSocketChannel lock;

    private LoopbackAddress(InetAddress address, ServerSocketChannel lock) {
        this.address = address;
        this.lock = lock;
    }

    /** Takes an address; the same name gets the same one as long as it is free. */
    public static LoopbackAddress take(String name) throws IOException {
        int start = name.hashCode();
        for (int i = 0; i < TRIES; i++) {
            int offset = Math.floorMod(start + i * STEP, COUNT);
            // Addresses that end in 0 or 255 look like networks and broadcasts to people and to some tools.
            int last = offset & 0xff;
            if (last == 0 || last == 0xff) {
                continue;
            }
            Optional<LoopbackAddress> taken = lock(bytes(FIRST + offset));
            if (taken.isPresent()) {
                return taken.get();
            }
        }
        throw new IOException("no free loopback address in 127.64.0.0/10 after " + TRIES
                + " tries; does this system allow all of 127.0.0.0/8?");
    }

    private static InetAddress bytes(int address) throws IOException {
        return InetAddress.getByAddress(
                new byte[] {(byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address});
    }

    private static Optional<LoopbackAddress> lock(InetAddress address) throws IOException {
        ServerSocketChannel lock = ServerSocketChannel.open();
        try {
            lock.bind(new InetSocketAddress(address, LOCK_PORT), 1);
            return Optional.of(new LoopbackAddress(address, lock));
        } catch (BindException _) {
            lock.close();
            return Optional.empty();
        }
    }

    public InetAddress address() {
        return address;
    }

    /** In dotted form. */
    public String text() {
        return address.getHostAddress();
    }

    /**
     * A port on which nobody listens at any address, for an application may bind all of them whatever it is told. The search
     * begins at another place for each address, so that workloads that start together do not meet.
     */
    public static int freePort(InetAddress address, int from, int to) throws IOException {
        int span = to - from + 1;
        int first = Math.floorMod(address.hashCode(), span);
        for (int i = 0; i < span; i++) {
            int port = from + (first + i) % span;
            if (isFree(ANY, port)) {
                return port;
            }
        }
        throw new IOException("no free port between " + from + " and " + to + " on " + address.getHostAddress());
    }

    /** Whether nobody listens at this address and port, nor at all addresses. */
    public static boolean isFree(InetAddress address, int port) throws IOException {
        try (ServerSocketChannel probe = ServerSocketChannel.open()) {
            probe.bind(new InetSocketAddress(address, port), 1);
            return true;
        } catch (BindException _) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException _) {
            // The address is free either way once the process ends.
        }
    }
}
