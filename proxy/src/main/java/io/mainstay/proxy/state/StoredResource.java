// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.state;

import io.mainstay.engine.core.Bytes;
import java.util.Objects;

/**
 * A resource as it was accepted.
 *
 * @param origin  the server it came from; empty for the aggregated stream
 * @param typeUrl of its body
 * @param name    of the resource
 * @param version as the server called it
 * @param body    in wire form; may hold a key
 */
public record StoredResource(String origin, String typeUrl, String name, String version, Bytes body) {
    public StoredResource {
        Objects.requireNonNull(origin);
        Objects.requireNonNull(typeUrl);
        Objects.requireNonNull(name);
        Objects.requireNonNull(version);
        Objects.requireNonNull(body);
    }
}
