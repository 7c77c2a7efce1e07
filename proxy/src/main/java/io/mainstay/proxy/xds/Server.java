// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import io.grpc.ManagedChannel;
import io.mainstay.xds.client.Interest;
import io.mainstay.xds.client.Ticket;
import io.mainstay.xds.grpc.DiscoveryClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** One discovery server: remembers what is wanted until it can be asked. Config thread. */
final class Server implements Subscriber {
    private final String name;
    private final Supplier<Optional<ManagedChannel>> channels;
    private final BiFunction<Server, ManagedChannel, DiscoveryClient> clients;
    private final Map<String, Interest> wants = new LinkedHashMap<>();
    private Optional<Open> open = Optional.empty();

    private record Open(ManagedChannel channel, DiscoveryClient client) {}

    /**
     * Not connected.
     *
     * @param name     of its cluster; empty for the aggregated stream
     * @param channels empty as long as the secrets for it are missing
     */
    Server(
            String name,
            Supplier<Optional<ManagedChannel>> channels,
            BiFunction<Server, ManagedChannel, DiscoveryClient> clients) {
        this.name = name;
        this.channels = channels;
        this.clients = clients;
    }

    String name() {
        return name;
    }

    /** Connects if it can and has not yet. */
    void tryOpen() {
        if (open.isPresent()) {
            return;
        }
        channels.get().ifPresent(channel -> {
            DiscoveryClient client = clients.apply(this, channel);
            open = Optional.of(new Open(channel, client));
            wants.forEach(client::want);
            client.start();
        });
    }

    /** Connects anew, telling the server what is held already. */
    void restored(Map<String, Map<String, String>> versions) {
        open.ifPresent(now -> {
            versions.forEach(now.client()::restore);
            now.client().reconnect();
        });
    }

    void close() {
        open.ifPresent(now -> {
            now.client().close();
            now.channel().shutdownNow();
        });
        open = Optional.empty();
    }

    @Override
    public void want(String typeUrl, Interest interest) {
        wants.put(typeUrl, interest);
        open.ifPresent(now -> now.client().want(typeUrl, interest));
    }

    @Override
    public void applied(Ticket ticket, Map<String, String> refused) {
        open.ifPresent(now -> now.client().applied(ticket, refused));
    }

    @Override
    public void answer(Ticket ticket) {
        open.ifPresent(now -> now.client().answer(ticket));
    }
}
