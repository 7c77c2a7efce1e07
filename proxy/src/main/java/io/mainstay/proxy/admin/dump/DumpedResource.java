// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.admin.dump;

import io.mainstay.engine.core.TypedConfig;
import java.time.Instant;
import java.util.Objects;

/**
 * A resource as the proxy received it.
 *
 * @param name        of the resource; empty for the bootstrap
 * @param version     as the management server called it; empty for static ones
 * @param lastUpdated when it came
 * @param origin      where it came from
 * @param state       what became of it
 * @param error       why it was refused; empty otherwise
 * @param resource    in wire form
 */
public record DumpedResource(
        String name,
        String version,
        Instant lastUpdated,
        Origin origin,
        State state,
        String error,
        TypedConfig resource) {
    public DumpedResource {
        Objects.requireNonNull(name);
        Objects.requireNonNull(version);
        Objects.requireNonNull(lastUpdated);
        Objects.requireNonNull(origin);
        Objects.requireNonNull(state);
        Objects.requireNonNull(error);
        Objects.requireNonNull(resource);
    }

    /** Where a resource came from. */
    public enum Origin {
        STATIC,
        DYNAMIC
    }

    /** What became of a resource. */
    public enum State {
        ACTIVE,
        WARMING,
        /** Refused; what was there before stays. */
        REFUSED
    }
}
