// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.client;

import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsRequest;
import io.mainstay.xds.XdsResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** State of the world: the newest nonce rules, and every request repeats the whole interest. */
final class SotwSubscription extends ClientSubscription {
    private String acceptedVersion = "";
    private String newestNonce = "";
    private boolean asked;
    private boolean named;
    private int unanswered;

    SotwSubscription(String typeUrl) {
        super(typeUrl);
    }

    @Override
    void forgetStream() {
        newestNonce = "";
        asked = false;
        named = false;
        unanswered = 0;
    }

    @Override
    Optional<XdsRequest> first() {
        return interest().isEmpty() ? Optional.empty() : Optional.of(request(Optional.empty()));
    }

    @Override
    Optional<XdsRequest> change() {
        if (unanswered > 0) {
            return Optional.empty();
        }
        return asked || !interest().isEmpty() ? Optional.of(request(Optional.empty())) : Optional.empty();
    }

    @Override
    List<String> removedBy(XdsResponse response, Set<String> present) {
        if (!TypeUrls.fullSet(typeUrl())) {
            return List.of();
        }
        return heldOrDelivered().stream()
                .filter(name -> !present.contains(name))
                .toList();
    }

    @Override
    void arrived(XdsResponse response) {
        newestNonce = response.nonce();
        unanswered++;
    }

    @Override
    Optional<XdsRequest> answer(Ticket ticket, Optional<String> error) {
        unanswered = Math.max(0, unanswered - 1);
        return unanswered == 0 ? Optional.of(request(error)) : Optional.empty();
    }

    @Override
    void accepted(Ticket ticket) {
        acceptedVersion = ticket.version();
    }

    private XdsRequest request(Optional<String> error) {
        asked = true;
        List<String> names = new ArrayList<>();
        boolean legacy =
                !named && TypeUrls.legacyWildcard(typeUrl()) && interest().equals(Interest.ALL);
        if (interest().everything() && !legacy) {
            names.add(XdsRequest.WILDCARD);
        }
        names.addAll(interest().names());
        named |= !names.isEmpty();
        return new XdsRequest.Sotw(typeUrl(), names, acceptedVersion, newestNonce, error);
    }
}
