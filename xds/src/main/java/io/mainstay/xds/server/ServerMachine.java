// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.server;

import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsRequest;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.XdsResponse;
import io.mainstay.xds.XdsSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One stream's subscriptions as the server sees them: what the client wants, what it was sent, what it said to it, and so what to send
 * next. One per stream; both variants.
 *
 * <p>Pure: no clock, no I/O. Its methods are events; they return what to do. Confined to one thread.
 *
 * <p>At most one response of a type is unanswered; snapshots that arrive meanwhile replace each other, so a slow client costs one
 * pending push and no memory. A change is made before it is broken (xDS protocol, "Eventual consistency considerations"):
 * <ol>
 *   <li>clusters, with those that are to go still there; endpoints and secrets at any time, because Envoy withholds its answer for
 *       clusters until the endpoints of each have come;
 *   <li>when the clusters were answered: listeners, then routes;
 *   <li>when listeners and routes were accepted: clusters that are to go, then their endpoints and secrets. Were they refused, the
 *       client still uses what it had, and its clusters stay.
 * </ol>
 * A changed cluster warms anew, and Envoy's delta client does not ask again for endpoints it has: they are sent with it.
 */
public final class ServerMachine {
    private final boolean delta;
    private final Map<String, ServerSubscription> subscriptions = new HashMap<>();
    private Optional<XdsSnapshot> target = Optional.empty();

    /** Endpoints that are gone while the client may still wait for them to warm a cluster that is to go. */
    private final Map<String, XdsResource> lingering = new HashMap<>();

    private long nonces;

    /** @param delta whether the stream is of the incremental variant */
    public ServerMachine(boolean delta) {
        this.delta = delta;
    }

    /** The client spoke. */
    public List<ServerEffect> request(XdsRequest request) {
        String type = request.typeUrl();
        if (!TypeUrls.SEND_ORDER.contains(type)) {
            return List.of(new ServerEffect.Close("type_url: " + type + " is not served (expected: one of "
                    + String.join(", ", TypeUrls.SEND_ORDER) + ")"));
        }
        if (delta != request instanceof XdsRequest.Delta) {
            throw new IllegalArgumentException("a request of the other variant");
        }
        List<ServerEffect> effects = new ArrayList<>();
        ServerSubscription known = subscriptions.get(type);
        if (known == null) {
            known = delta ? new DeltaServerSubscription(type) : new SotwServerSubscription(type);
            subscriptions.put(type, known);
            known.begin(request);
        } else {
            effects.addAll(known.next(request));
        }
        pump(effects);
        return effects;
    }

    /** The node should now have this. */
    public List<ServerEffect> snapshot(XdsSnapshot snapshot) {
        target.ifPresent(old -> lingering.putAll(old.of(TypeUrls.ENDPOINT)));
        target = Optional.of(snapshot);
        List<ServerEffect> effects = new ArrayList<>();
        pump(effects);
        return effects;
    }

    /** Types subscribed to, in the order in which changes are sent. */
    public List<TypeProgress> progress() {
        return subscriptions.values().stream()
                .sorted(Comparator.comparingInt(subscription -> TypeUrls.rank(subscription.typeUrl())))
                .map(ServerSubscription::progress)
                .toList();
    }

    /**
     * How far a type has come.
     *
     * @param awaited   whether the last response is unanswered
     * @param resources how many the client was sent and not had removed
     */
    public record TypeProgress(
            String typeUrl, String sentVersion, String ackedVersion, boolean awaited, int resources) {}

    private void pump(List<ServerEffect> effects) {
        if (target.isEmpty()) {
            return;
        }
        XdsSnapshot snapshot = target.get();
        lingering.keySet().removeAll(snapshot.of(TypeUrls.ENDPOINT).keySet());
        for (String type : TypeUrls.SEND_ORDER) {
            ServerSubscription subscription = subscriptions.get(type);
            if (subscription == null || subscription.awaited()) {
                continue;
            }
            Map<String, XdsResource> wanted = wanted(type, snapshot);
            boolean removing = mayRemove(type, snapshot);
            if (!mayUpdate(type, snapshot) || !subscription.due(wanted, removing)) {
                continue;
            }
            XdsResponse response = subscription.respond(wanted, removing, snapshot.version(), Long.toString(++nonces));
            effects.add(new ServerEffect.Send(response));
            if (type.equals(TypeUrls.CLUSTER)) {
                resendEndpoints(subscription, response);
            }
        }
    }

    private Map<String, XdsResource> wanted(String type, XdsSnapshot snapshot) {
        Map<String, XdsResource> present = snapshot.of(type);
        if (!type.equals(TypeUrls.ENDPOINT) || lingering.isEmpty()) {
            return present;
        }
        if (is(TypeUrls.CLUSTER, clusters -> clusters.converged(snapshot.of(TypeUrls.CLUSTER)))) {
            lingering.clear();
            return present;
        }
        Map<String, XdsResource> both = new LinkedHashMap<>(lingering);
        both.putAll(present);
        return both;
    }

    private void resendEndpoints(ServerSubscription subscription, XdsResponse clusters) {
        ServerSubscription endpoints = subscriptions.get(TypeUrls.ENDPOINT);
        if (endpoints != null) {
            clusters.resources().stream()
                    .filter(subscription::justChanged)
                    .flatMap(cluster -> ClusterLinks.endpointName(cluster).stream())
                    .forEach(endpoints::forget);
        }
    }

    private boolean mayUpdate(String type, XdsSnapshot snapshot) {
        return switch (type) {
            case TypeUrls.LISTENER, TypeUrls.SCOPED_ROUTE, TypeUrls.ROUTE, TypeUrls.VIRTUAL_HOST ->
                is(TypeUrls.CLUSTER, clusters -> clusters.updated(snapshot.of(TypeUrls.CLUSTER)));
            default -> true;
        };
    }

    private boolean mayRemove(String type, XdsSnapshot snapshot) {
        return switch (type) {
            case TypeUrls.ROUTE, TypeUrls.SCOPED_ROUTE, TypeUrls.VIRTUAL_HOST, TypeUrls.EXTENSION_CONFIG ->
                inUse(TypeUrls.LISTENER, snapshot);
            case TypeUrls.CLUSTER ->
                inUse(TypeUrls.LISTENER, snapshot)
                        && inUse(TypeUrls.SCOPED_ROUTE, snapshot)
                        && inUse(TypeUrls.ROUTE, snapshot)
                        && inUse(TypeUrls.VIRTUAL_HOST, snapshot);
            case TypeUrls.ENDPOINT, TypeUrls.SECRET ->
                inUse(TypeUrls.LISTENER, snapshot)
                        && is(TypeUrls.CLUSTER, clusters -> clusters.converged(snapshot.of(TypeUrls.CLUSTER)));
            default -> true;
        };
    }

    /** Whether the client is known to use this snapshot's resources of a type, and so none that the snapshot does not have. */
    private boolean inUse(String type, XdsSnapshot snapshot) {
        return is(type, subscription -> subscription.converged(snapshot.of(type)) && subscription.accepted());
    }

    private boolean is(String type, Predicate<ServerSubscription> condition) {
        ServerSubscription subscription = subscriptions.get(type);
        return subscription == null || condition.test(subscription);
    }
}
