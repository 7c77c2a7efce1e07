// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.client;

import io.mainstay.xds.XdsRequest;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.XdsResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One type's subscription, as far as both variants agree. */
abstract class ClientSubscription {
    private final String typeUrl;
    private final Map<String, String> held = new LinkedHashMap<>();
    private final Deque<Ticket> unapplied = new ArrayDeque<>();
    private final Deque<Applied> unanswered = new ArrayDeque<>();
    private Interest interest = Interest.NONE;

    ClientSubscription(String typeUrl) {
        this.typeUrl = typeUrl;
    }

    /** Forgets what a stream that is gone was told and has sent. */
    abstract void forgetStream();

    /** The first request of a stream, if there is anything to ask. */
    abstract Optional<XdsRequest> first();

    /** What to say after the interest changed, if it may be said now. */
    abstract Optional<XdsRequest> change();

    /** Names that a response says are gone. */
    abstract List<String> removedBy(XdsResponse response, Set<String> present);

    /** Notes an arrival, before its verdict. */
    abstract void arrived(XdsResponse response);

    /** What to answer to a response of the present stream, if anything. */
    abstract Optional<XdsRequest> answer(Ticket ticket, Optional<String> error);

    /** Notes that a response was accepted whole. */
    abstract void accepted(Ticket ticket);

    final String typeUrl() {
        return typeUrl;
    }

    final Interest interest() {
        return interest;
    }

    final Map<String, String> held() {
        return Collections.unmodifiableMap(held);
    }

    /** Names that the client has or is about to have, with all verdicts still to come. */
    final Set<String> heldOrDelivered() {
        Set<String> names = new LinkedHashSet<>(held.keySet());
        unapplied.forEach(ticket -> ticket.resources().forEach(resource -> names.add(resource.name())));
        return names;
    }

    final void restore(Map<String, String> versions) {
        versions.forEach((name, version) -> {
            if (interest.covers(name)) {
                held.putIfAbsent(name, version);
            }
        });
    }

    /** False when nothing changes. */
    final boolean want(Interest wanted) {
        if (wanted.equals(interest)) {
            return false;
        }
        interest = wanted;
        held.keySet().removeIf(name -> !wanted.covers(name));
        return true;
    }

    final Ticket deliver(long stream, XdsResponse response) {
        arrived(response);
        Map<String, XdsResource> good = new LinkedHashMap<>();
        Map<String, String> malformed = new LinkedHashMap<>();
        Set<String> present = new LinkedHashSet<>();
        for (XdsResource resource : response.resources()) {
            present.add(resource.name());
            problem(resource, good).ifPresentOrElse(text -> malformed.put(resource.name(), text), () -> {
                if (interest.covers(resource.name())) {
                    good.put(resource.name(), resource);
                }
            });
        }
        malformed.keySet().forEach(good::remove);
        Ticket ticket = new Ticket(
                stream,
                typeUrl,
                response.version(),
                response.nonce(),
                new ArrayList<>(good.values()),
                removedBy(response, present),
                malformed);
        unapplied.add(ticket);
        return ticket;
    }

    final void apply(Ticket ticket, Map<String, String> problems) {
        if (!ticket.equals(unapplied.peek())) {
            throw outOfOrder(ticket);
        }
        unapplied.remove();
        for (XdsResource resource : ticket.resources()) {
            if (!problems.containsKey(resource.name()) && interest.covers(resource.name())) {
                held.put(resource.name(), resource.version());
            }
        }
        ticket.removed().forEach(held::remove);
        if (problems.isEmpty()) {
            accepted(ticket);
        }
        unanswered.add(new Applied(ticket, error(problems)));
    }

    final Optional<XdsRequest> answer(Ticket ticket, boolean present) {
        Applied applied = unanswered.peek();
        if (applied == null || !applied.ticket().equals(ticket)) {
            throw outOfOrder(ticket);
        }
        unanswered.remove();
        return present ? answer(ticket, applied.error()) : Optional.empty();
    }

    private IllegalStateException outOfOrder(Ticket ticket) {
        return new IllegalStateException("verdicts come in the order of delivery: " + typeUrl + " " + ticket.nonce());
    }

    private Optional<String> problem(XdsResource resource, Map<String, XdsResource> before) {
        if (!resource.body().getTypeUrl().equals(typeUrl)) {
            return Optional.of("type_url: " + resource.body().getTypeUrl() + " (expected: " + typeUrl + ")");
        }
        if (resource.name().isEmpty()) {
            return Optional.of("name: missing");
        }
        return before.containsKey(resource.name()) ? Optional.of("name: given twice") : Optional.empty();
    }

    private static Optional<String> error(Map<String, String> problems) {
        if (problems.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(problems.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining("\n")));
    }

    private record Applied(Ticket ticket, Optional<String> error) {}
}
