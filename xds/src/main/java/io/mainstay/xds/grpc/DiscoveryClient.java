// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.grpc;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.grpc.ManagedChannel;
import io.mainstay.xds.XdsRequest;
import io.mainstay.xds.XdsResponse;
import io.mainstay.xds.client.ClientEffect;
import io.mainstay.xds.client.ClientMachine;
import io.mainstay.xds.client.Interest;
import io.mainstay.xds.client.Ticket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * A client of one discovery server: keeps a stream open, obeys a {@link ClientMachine}. Confined to its executor, which runs one thing at a
 * time; every method is called there and every callback comes there.
 */
public final class DiscoveryClient {
    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);

    private final ManagedChannel channel;
    private final Settings settings;
    private final Executor executor;
    private final Scheduler scheduler;
    private final Listener listener;
    private final ClientMachine machine;
    private final Backoff backoff;
    private Optional<ClientStream> stream = Optional.empty();
    private Optional<Scheduler.Timer> retry = Optional.empty();
    private long streams;
    private boolean answered;
    private boolean closed;

    /**
     * How to speak.
     *
     * @param service which service of the server
     * @param delta   incremental
     * @param node    sent in the first request of each stream
     */
    public record Settings(Service service, boolean delta, Node node) {}

    /** Services with the same messages. */
    public enum Service {
        /** {@code AggregatedDiscoveryService}. */
        AGGREGATED,
        /** {@code SecretDiscoveryService}. */
        SECRETS
    }

    /** Who subscribes. */
    public interface Listener {
        /** Look into these and call {@link #verdict}, or {@link #applied} and later {@link #answer}. */
        void delivered(Ticket ticket);

        /** A stream got its first response. */
        void connected();

        /** A stream is gone, or could not be opened; another attempt follows. */
        void disconnected(String reason);

        /** A response was not for us. */
        default void discarded(String typeUrl, String reason) {}
    }

    /**
     * A client that does nothing before {@link #start}.
     *
     * @param channel  to the server; stays the caller's
     * @param random   for the spread of reconnects
     */
    public DiscoveryClient(
            ManagedChannel channel,
            Settings settings,
            Executor executor,
            Scheduler scheduler,
            RandomGenerator random,
            Listener listener) {
        this.channel = channel;
        this.settings = settings;
        this.executor = executor;
        this.scheduler = scheduler;
        this.listener = listener;
        machine = new ClientMachine(settings.delta());
        backoff = new Backoff(FIRST_RETRY, LONGEST_RETRY, random);
    }

    /** Connects, now and whenever the stream breaks. */
    public void start() {
        connect();
    }

    /** From now on this is wanted of a type. */
    public void want(String typeUrl, Interest interest) {
        obey(machine.want(typeUrl, interest));
    }

    /** See {@link ClientMachine#verdict}. */
    public void verdict(Ticket ticket, Map<String, String> refused) {
        obey(machine.verdict(ticket, refused));
    }

    /** See {@link ClientMachine#applied}. */
    public void applied(Ticket ticket, Map<String, String> refused) {
        machine.applied(ticket, refused);
    }

    /** See {@link ClientMachine#answer}. */
    public void answer(Ticket ticket) {
        obey(machine.answer(ticket));
    }

    /** See {@link ClientMachine#restore}; takes effect with the next stream. */
    public void restore(String typeUrl, Map<String, String> versions) {
        machine.restore(typeUrl, versions);
    }

    /** Gives up the present stream or wait, and opens a stream now. */
    public void reconnect() {
        retry.ifPresent(Scheduler.Timer::cancel);
        stream.ifPresent(ClientStream::finish);
        machine.closed(streams);
        connect();
    }

    /** Name → version of what was accepted of a type. */
    public Map<String, String> held(String typeUrl) {
        return machine.held(typeUrl);
    }

    /** Ends the stream and never opens another. */
    public void close() {
        closed = true;
        retry.ifPresent(Scheduler.Timer::cancel);
        stream.ifPresent(ClientStream::finish);
        stream = Optional.empty();
    }

    private void connect() {
        retry = Optional.empty();
        if (closed) {
            return;
        }
        long id = ++streams;
        answered = false;
        channel.resetConnectBackoff(); // ours decides
        ClientStream opened = ClientStream.open(channel, settings, new ClientStream.Events() {
            @Override
            public void received(XdsResponse response, Runnable done) {
                executor.execute(() -> {
                    DiscoveryClient.this.received(id, response);
                    done.run();
                });
            }

            @Override
            public void ended(String reason) {
                executor.execute(() -> DiscoveryClient.this.ended(id, reason));
            }
        });
        stream = Optional.of(opened);
        obey(machine.opened(id));
    }

    private void received(long id, XdsResponse response) {
        if (id == streams && !answered && !closed) {
            answered = true;
            backoff.reset();
            listener.connected();
        }
        obey(machine.received(id, response));
    }

    private void ended(long id, String reason) {
        machine.closed(id);
        if (id != streams || closed) {
            return;
        }
        stream = Optional.empty();
        retry = Optional.of(scheduler.after(backoff.next(), () -> executor.execute(this::connect)));
        listener.disconnected(reason);
    }

    private void obey(List<ClientEffect> effects) {
        for (ClientEffect effect : effects) {
            switch (effect) {
                case ClientEffect.Send(XdsRequest request) -> stream.ifPresent(open -> open.send(request));
                case ClientEffect.Deliver(Ticket ticket) -> listener.delivered(ticket);
                case ClientEffect.Discard discard -> listener.discarded(discard.typeUrl(), discard.reason());
            }
        }
    }
}
