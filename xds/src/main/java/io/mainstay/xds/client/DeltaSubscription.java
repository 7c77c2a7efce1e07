// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.client;

import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsRequest;
import io.mainstay.xds.XdsResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Incremental: differences of interest at once, an answer for every response. */
final class DeltaSubscription extends ClientSubscription {
    private Interest told = Interest.NONE;
    private boolean asked;

    DeltaSubscription(String typeUrl) {
        super(typeUrl);
    }

    @Override
    void forgetStream() {
        told = Interest.NONE;
        asked = false;
    }

    @Override
    Optional<XdsRequest> first() {
        return interest().isEmpty() ? Optional.empty() : change();
    }

    @Override
    Optional<XdsRequest> change() {
        List<String> subscribe = new ArrayList<>();
        List<String> unsubscribe = new ArrayList<>();
        boolean legacy =
                !asked && TypeUrls.legacyWildcard(typeUrl()) && interest().equals(Interest.ALL);
        if (interest().everything() && !told.everything() && !legacy) {
            subscribe.add(XdsRequest.WILDCARD);
        }
        if (!interest().everything() && told.everything()) {
            unsubscribe.add(XdsRequest.WILDCARD);
        }
        interest().names().stream().filter(name -> !told.names().contains(name)).forEach(subscribe::add);
        told.names().stream().filter(name -> !interest().names().contains(name)).forEach(unsubscribe::add);
        if (subscribe.isEmpty() && unsubscribe.isEmpty() && !legacy) {
            return Optional.empty();
        }
        Map<String, String> initial = asked ? Map.of() : held();
        asked = true;
        told = interest();
        return Optional.of(new XdsRequest.Delta(typeUrl(), subscribe, unsubscribe, initial, "", Optional.empty()));
    }

    @Override
    List<String> removedBy(XdsResponse response, Set<String> present) {
        List<String> removed = response instanceof XdsResponse.Delta changes ? changes.removed() : List.of();
        return removed.stream().filter(interest()::covers).toList();
    }

    @Override
    void arrived(XdsResponse response) {}

    @Override
    void accepted(Ticket ticket) {}

    @Override
    Optional<XdsRequest> answer(Ticket ticket, Optional<String> error) {
        return Optional.of(new XdsRequest.Delta(typeUrl(), List.of(), List.of(), Map.of(), ticket.nonce(), error));
    }
}
