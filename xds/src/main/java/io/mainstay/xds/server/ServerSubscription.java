// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.server;

import com.google.protobuf.Any;
import io.mainstay.xds.XdsRequest;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.XdsResponse;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One type's subscription on one stream, as far as both variants agree. */
abstract class ServerSubscription {
    /** What the client was told of a name that does not exist. */
    static final XdsResource ABSENT = new XdsResource("", "", Any.getDefaultInstance());

    private final String typeUrl;
    private final Map<String, XdsResource> sent = new LinkedHashMap<>();
    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> changed = new HashSet<>();
    private boolean everything;
    private boolean owed;
    private boolean awaited;
    private final Map<String, XdsResource> last = new LinkedHashMap<>();
    private boolean refused;
    private String lastNonce = "";
    private String sentVersion = "";
    private String ackedVersion = "";

    ServerSubscription(String typeUrl) {
        this.typeUrl = typeUrl;
    }

    /** The first request of this type on the stream. */
    abstract void begin(XdsRequest request);

    /** A later one. */
    abstract List<ServerEffect> next(XdsRequest request);

    /** Whether the client must be told that something it asked for is not there, and never was as far as it knows. */
    abstract boolean absenceDue(Map<String, XdsResource> target);

    /** Whether the client must be told that something it has is gone. */
    abstract boolean removalDue(Map<String, XdsResource> target);

    /** Makes the response, and notes in {@link #sent} that it went out. */
    abstract XdsResponse compose(Map<String, XdsResource> target, boolean removing, String version, String nonce);

    static boolean isAbsent(XdsResource resource) {
        return resource.equals(ABSENT);
    }

    final String typeUrl() {
        return typeUrl;
    }

    final Map<String, XdsResource> sent() {
        return sent;
    }

    final Set<String> names() {
        return names;
    }

    final boolean everything() {
        return everything;
    }

    final void everything(boolean wanted) {
        everything = wanted;
    }

    /** An answer is due even if there is nothing to put in it. */
    final void owe() {
        owed = true;
    }

    final boolean awaited() {
        return awaited;
    }

    /** Whether the client uses everything it was sent: nothing of a response it refused is still what it should have. */
    final boolean accepted() {
        return !refused || last.values().stream().noneMatch(resource -> resource.equals(sent.get(resource.name())));
    }

    final String lastNonce() {
        return lastNonce;
    }

    /** Sends a resource again although the client has it. */
    final void forget(String name) {
        sent.remove(name);
    }

    final boolean subscribed(String name) {
        return everything || names.contains(name);
    }

    final boolean outdated(XdsResource resource) {
        XdsResource had = sent.get(resource.name());
        return subscribed(resource.name())
                && (had == null || isAbsent(had) || !had.version().equals(resource.version()));
    }

    /** Whether the last response brought another version of this resource than the client had. */
    final boolean justChanged(XdsResource resource) {
        return changed.contains(resource.name());
    }

    final void noteSent(XdsResource resource) {
        XdsResource had = sent.put(resource.name(), resource);
        if (had == null || !had.version().equals(resource.version())) {
            changed.add(resource.name());
        }
    }

    final boolean updateDue(Map<String, XdsResource> target) {
        if (owed || absenceDue(target)) {
            return true;
        }
        return everything
                ? target.values().stream().anyMatch(this::outdated)
                : names.stream().anyMatch(name -> {
                    XdsResource resource = target.get(name);
                    return resource != null && outdated(resource);
                });
    }

    final boolean due(Map<String, XdsResource> target, boolean removing) {
        return updateDue(target) || (removing && removalDue(target));
    }

    /** Whether the client has been sent everything that is new in the snapshot, and has answered. */
    final boolean updated(Map<String, XdsResource> target) {
        return !awaited && !updateDue(target);
    }

    /** As {@link #updated}, and what is not in the snapshot is gone. */
    final boolean converged(Map<String, XdsResource> target) {
        return updated(target) && !removalDue(target);
    }

    final XdsResponse respond(Map<String, XdsResource> target, boolean removing, String version, String nonce) {
        changed.clear();
        XdsResponse response = compose(target, removing, version, nonce);
        owed = false;
        awaited = true;
        lastNonce = nonce;
        sentVersion = response.version();
        last.clear();
        response.resources().forEach(resource -> last.put(resource.name(), resource));
        return response;
    }

    /** Takes a request as an answer when it is one. */
    final List<ServerEffect> answered(XdsRequest request) {
        if (!awaited || !request.nonce().equals(lastNonce)) {
            return List.of();
        }
        awaited = false;
        Optional<String> error = request.error();
        refused = error.isPresent();
        if (error.isPresent()) {
            return List.of(new ServerEffect.Nacked(typeUrl, sentVersion, error.get()));
        }
        ackedVersion = sentVersion;
        return List.of(new ServerEffect.Acked(typeUrl, ackedVersion));
    }

    final ServerMachine.TypeProgress progress() {
        int resources = (int)
                sent.values().stream().filter(resource -> !isAbsent(resource)).count();
        return new ServerMachine.TypeProgress(typeUrl, sentVersion, ackedVersion, awaited, resources);
    }
}
