// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.client;

import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsRequest;
import io.mainstay.xds.XdsResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A client's subscriptions over one connection and its successors: what to ask, when to accept, what to say after a reconnect.
 *
 * <p>Pure: no clock, no I/O. Its methods are events; they return what to do. Confined to one thread.
 *
 * <p>Rules kept (xDS protocol, "xDS REST and gRPC protocol"):
 * <ul>
 *   <li>State of the world: each request names everything wanted and carries the newest nonce of the stream. A request with the nonce
 *       of a response not yet judged would accept it, so a change of interest waits for the verdict and travels with it. Of several
 *       responses only the newest is answered. A refusal carries the version accepted before.
 *   <li>Delta: a change of interest is sent at once and has no nonce; every response is answered.
 *   <li>On a new stream everything is asked for again, clusters first, without a nonce: with the last accepted version, or in delta
 *       with the versions held. Whatever arrives late from an earlier stream is discarded.
 *   <li>What nobody asked for is not delivered.
 * </ul>
 */
public final class ClientMachine {
    private final boolean delta;
    private final Map<String, ClientSubscription> subscriptions = new LinkedHashMap<>();
    private Optional<Long> stream = Optional.empty();

    /** @param delta whether to speak the incremental variant */
    public ClientMachine(boolean delta) {
        this.delta = delta;
    }

    /** Whether this machine speaks the incremental variant. */
    public boolean delta() {
        return delta;
    }

    /** A stream is open and empty. Its number must not have been used before. */
    public List<ClientEffect> opened(long newStream) {
        stream = Optional.of(newStream);
        List<ClientEffect> effects = new ArrayList<>();
        subscriptions.values().stream()
                .sorted(Comparator.comparingInt(subscription -> TypeUrls.rank(subscription.typeUrl())))
                .forEach(subscription -> {
                    subscription.forgetStream();
                    subscription.first().ifPresent(request -> effects.add(new ClientEffect.Send(request)));
                });
        return effects;
    }

    /** The stream is gone. Ignored when it is not the present one. */
    public void closed(long oldStream) {
        if (isPresent(oldStream)) {
            stream = Optional.empty();
            subscriptions.values().forEach(ClientSubscription::forgetStream);
        }
    }

    /** From now on this is wanted of a type, in place of what was before. */
    public List<ClientEffect> want(String typeUrl, Interest interest) {
        ClientSubscription subscription = subscription(typeUrl);
        if (!subscription.want(interest) || stream.isEmpty()) {
            return List.of();
        }
        return subscription.change().map(ClientMachine::send).orElse(List.of());
    }

    /** A response arrived. */
    public List<ClientEffect> received(long from, XdsResponse response) {
        if (!isPresent(from)) {
            return discard(response, "from a stream that is closed");
        }
        ClientSubscription subscription = subscriptions.get(response.typeUrl());
        if (subscription == null) {
            return discard(response, "nothing of this type was asked for");
        }
        if (delta != response instanceof XdsResponse.Delta) {
            return discard(response, "wrong variant");
        }
        return List.of(new ClientEffect.Deliver(subscription.deliver(from, response)));
    }

    /**
     * A delivered response has been looked into and its good resources are taken; the answer follows at once.
     *
     * @param refused resource name → everything wrong with it; empty accepts
     */
    public List<ClientEffect> verdict(Ticket ticket, Map<String, String> refused) {
        applied(ticket, refused);
        return answer(ticket);
    }

    /**
     * As {@link #verdict}, with the answer held back until {@link #answer}: Envoy tells the server in this way that new clusters are warm.
     * Both are called in the order of delivery.
     */
    public void applied(Ticket ticket, Map<String, String> refused) {
        Map<String, String> problems = new LinkedHashMap<>(ticket.malformed());
        problems.putAll(refused);
        subscription(ticket).apply(ticket, problems);
    }

    /** Answers a response whose verdict is known. */
    public List<ClientEffect> answer(Ticket ticket) {
        return subscription(ticket)
                .answer(ticket, isPresent(ticket.stream()))
                .map(ClientMachine::send)
                .orElse(List.of());
    }

    private ClientSubscription subscription(Ticket ticket) {
        ClientSubscription subscription = subscriptions.get(ticket.typeUrl());
        if (subscription == null) {
            throw new IllegalArgumentException("no such subscription: " + ticket.typeUrl());
        }
        return subscription;
    }

    /** Takes as held what was accepted by an earlier process, so that the next stream asks for the difference. */
    public void restore(String typeUrl, Map<String, String> versions) {
        subscription(typeUrl).restore(versions);
    }

    /** Name → version of what was accepted of a type and is still wanted. */
    public Map<String, String> held(String typeUrl) {
        ClientSubscription subscription = subscriptions.get(typeUrl);
        return subscription == null ? Map.of() : subscription.held();
    }

    private ClientSubscription subscription(String typeUrl) {
        return subscriptions.computeIfAbsent(
                typeUrl, type -> delta ? new DeltaSubscription(type) : new SotwSubscription(type));
    }

    private boolean isPresent(long number) {
        return stream.isPresent() && stream.get() == number;
    }

    private static List<ClientEffect> send(XdsRequest request) {
        return List.of(new ClientEffect.Send(request));
    }

    private static List<ClientEffect> discard(XdsResponse response, String reason) {
        return List.of(new ClientEffect.Discard(response.typeUrl(), reason));
    }
}
