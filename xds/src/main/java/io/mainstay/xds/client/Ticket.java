// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.client;

import io.mainstay.xds.XdsResource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A response that was delivered and waits for its verdict.
 *
 * @param stream    on which it came
 * @param typeUrl   of its resources
 * @param version   of the response
 * @param nonce     to answer with
 * @param resources those that are well formed and wanted
 * @param removed   names that are gone
 * @param malformed name → what is wrong, found before any resource was looked into; part of every verdict
 */
public record Ticket(
        long stream,
        String typeUrl,
        String version,
        String nonce,
        List<XdsResource> resources,
        List<String> removed,
        Map<String, String> malformed) {
    public Ticket {
        resources = List.copyOf(resources);
        removed = List.copyOf(removed);
        malformed = Collections.unmodifiableMap(new LinkedHashMap<>(malformed));
    }
}
