// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.server;

import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.Versions;
import io.mainstay.xds.XdsRequest;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.XdsResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * State of the world. Of listeners and clusters each response is the full set; of other types it holds what changed, and what a response
 * lacks is not gone.
 */
final class SotwServerSubscription extends ServerSubscription {
    private boolean named;

    SotwServerSubscription(String typeUrl) {
        super(typeUrl);
    }

    @Override
    void begin(XdsRequest request) {
        XdsRequest.Sotw sotw = (XdsRequest.Sotw) request;
        subscribe(sotw.names());
    }

    @Override
    List<ServerEffect> next(XdsRequest request) {
        XdsRequest.Sotw sotw = (XdsRequest.Sotw) request;
        boolean stale = !sotw.nonce().isEmpty()
                && !lastNonce().isEmpty()
                && !sotw.nonce().equals(lastNonce());
        if (stale) {
            return List.of(); // the client will repeat itself when it answers the newer response
        }
        List<ServerEffect> effects = answered(sotw);
        if (sotw.nonce().isEmpty() && !lastNonce().isEmpty() && !awaited()) {
            sent().clear(); // the client begins again
            named = false;
        }
        subscribe(sotw.names());
        return effects;
    }

    private void subscribe(List<String> asked) {
        named |= !asked.isEmpty();
        Set<String> wanted = new LinkedHashSet<>(asked);
        boolean all = wanted.remove(XdsRequest.WILDCARD) || (!named && TypeUrls.legacyWildcard(typeUrl()));
        boolean more = (all && !everything()) || !names().containsAll(wanted);
        for (String name : wanted) {
            if (names().add(name) && !everything()) {
                forget(name);
            }
        }
        names().retainAll(wanted);
        everything(all);
        sent().keySet().removeIf(name -> !subscribed(name));
        if (TypeUrls.fullSet(typeUrl()) && (more || lastNonce().isEmpty())) {
            owe();
        }
    }

    @Override
    boolean absenceDue(Map<String, XdsResource> target) {
        return false; // cannot be said
    }

    @Override
    boolean removalDue(Map<String, XdsResource> target) {
        return TypeUrls.fullSet(typeUrl()) && !target.keySet().containsAll(sent().keySet());
    }

    @Override
    XdsResponse compose(Map<String, XdsResource> target, boolean removing, String version, String nonce) {
        List<XdsResource> resources = TypeUrls.fullSet(typeUrl()) ? fullSet(target, removing) : changedOnly(target);
        Map<String, String> versions = new LinkedHashMap<>();
        sent().forEach((name, resource) -> versions.put(name, resource.version()));
        return new XdsResponse.Sotw(typeUrl(), Versions.ofSet(versions), nonce, resources);
    }

    private List<XdsResource> fullSet(Map<String, XdsResource> target, boolean removing) {
        if (removing) {
            sent().keySet().retainAll(target.keySet());
        }
        target.values().stream().filter(resource -> subscribed(resource.name())).forEach(this::noteSent);
        return new ArrayList<>(sent().values());
    }

    private List<XdsResource> changedOnly(Map<String, XdsResource> target) {
        sent().keySet().retainAll(target.keySet());
        List<XdsResource> resources =
                target.values().stream().filter(this::outdated).toList();
        resources.forEach(this::noteSent);
        return resources;
    }
}
