// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.handover;

import io.mainstay.engine.core.Address;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listening sockets received from the process before. Whoever claims one has to close it; the rest is closed in the end. Config thread only. */
public final class Inheritance {
    private static final Logger LOGGER = LoggerFactory.getLogger(Inheritance.class);

    private final List<Holding> unclaimed;
    private final List<SocketName> all;
    private final int generation;

    Inheritance(int generation, List<Holding> received) {
        this.generation = generation;
        this.unclaimed = new ArrayList<>(received);
        this.all = received.stream().map(Holding::name).toList();
    }

    /** Nothing, of nobody. */
    public static Inheritance none() {
        return new Inheritance(-1, List.of());
    }

    /** How many processes came before the one these are from; -1 when they are from nobody. */
    public int generation() {
        return generation;
    }

    /** How many there were. */
    public int size() {
        return all.size();
    }

    /** The sockets of an address, by index. They are the caller's from now. */
    public List<FileDescriptor> claim(SocketName.Kind kind, String owner, Address address) {
        List<Holding> claimed = new ArrayList<>();
        for (Iterator<Holding> each = unclaimed.iterator(); each.hasNext(); ) {
            Holding holding = each.next();
            if (holding.name().suits(kind, owner, address)) {
                claimed.add(holding);
                each.remove();
            }
        }
        claimed.sort(Comparator.comparingInt(holding -> holding.name().index()));
        return claimed.stream().map(Holding::descriptor).toList();
    }

    /** Whether there is something to be claimed. */
    public boolean has(SocketName.Kind kind, String owner, Address address) {
        return unclaimed.stream().anyMatch(holding -> holding.name().suits(kind, owner, address));
    }

    /** Whether the process before listens on this port, at whatever address. */
    public boolean hasPort(int port) {
        return all.stream()
                .anyMatch(name -> name.address() instanceof Address.Socket(String _, int other) && other == port);
    }

    /** Closes what nobody has claimed; what it was comes back. */
    public List<SocketName> closeRest() {
        List<SocketName> rest = unclaimed.stream().map(Holding::name).toList();
        unclaimed.forEach(holding -> close(holding.descriptor()));
        unclaimed.clear();
        return rest;
    }

    static void close(FileDescriptor descriptor) {
        try {
            descriptor.close();
        } catch (IOException e) {
            LOGGER.debug("a descriptor could not be closed", e);
        }
    }
}
