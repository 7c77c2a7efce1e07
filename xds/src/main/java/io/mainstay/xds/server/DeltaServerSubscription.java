// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.server;

import com.google.protobuf.Any;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsRequest;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.XdsResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Incremental: what changed and what is gone, also by name for what was asked for and never was. */
final class DeltaServerSubscription extends ServerSubscription {
    DeltaServerSubscription(String typeUrl) {
        super(typeUrl);
    }

    @Override
    void begin(XdsRequest request) {
        XdsRequest.Delta changes = (XdsRequest.Delta) request;
        everything(changes.subscribe().contains(XdsRequest.WILDCARD)
                || (changes.subscribe().isEmpty() && TypeUrls.legacyWildcard(typeUrl())));
        changes.subscribe().stream()
                .filter(name -> !name.equals(XdsRequest.WILDCARD))
                .forEach(names()::add);
        changes.initialVersions()
                .forEach((name, version) -> sent().put(name, new XdsResource(name, version, Any.getDefaultInstance())));
        sent().keySet().removeIf(name -> !subscribed(name));
        if (everything()) {
            owe(); // also when nothing changed: the client learns that somebody is there
        }
    }

    @Override
    List<ServerEffect> next(XdsRequest request) {
        XdsRequest.Delta changes = (XdsRequest.Delta) request;
        List<ServerEffect> effects = answered(changes);
        for (String name : changes.unsubscribe()) {
            if (name.equals(XdsRequest.WILDCARD)) {
                everything(false);
            } else if (names().remove(name)) {
                forget(name); // under a wildcard it is sent again: the client cannot know that it still matches
            }
        }
        sent().keySet().removeIf(name -> !subscribed(name));
        for (String name : changes.subscribe()) {
            if (name.equals(XdsRequest.WILDCARD)) {
                everything(true);
                owe();
            } else {
                names().add(name);
                forget(name); // asking again for what one has gets it again
            }
        }
        return effects;
    }

    @Override
    boolean absenceDue(Map<String, XdsResource> target) {
        return names().stream().anyMatch(name -> absent(name, target));
    }

    @Override
    boolean removalDue(Map<String, XdsResource> target) {
        return sent().entrySet().stream().anyMatch(entry -> gone(entry.getKey(), entry.getValue(), target));
    }

    @Override
    XdsResponse compose(Map<String, XdsResource> target, boolean removing, String version, String nonce) {
        List<XdsResource> resources =
                target.values().stream().filter(this::outdated).toList();
        List<String> removed = new ArrayList<>();
        names().stream().filter(name -> absent(name, target)).forEach(removed::add);
        if (removing) {
            sent().forEach((name, resource) -> {
                if (gone(name, resource, target)) {
                    removed.add(name);
                }
            });
        }
        resources.forEach(this::noteSent);
        for (String name : removed) {
            if (names().contains(name)) {
                sent().put(name, ABSENT);
            } else {
                forget(name);
            }
        }
        return new XdsResponse.Delta(typeUrl(), version, nonce, resources, removed);
    }

    private boolean absent(String name, Map<String, XdsResource> target) {
        return !target.containsKey(name) && !sent().containsKey(name);
    }

    private static boolean gone(String name, XdsResource resource, Map<String, XdsResource> target) {
        return !isAbsent(resource) && !target.containsKey(name);
    }
}
