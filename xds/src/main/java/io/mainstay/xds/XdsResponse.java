// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds;

import java.util.List;
import java.util.Objects;

/** What a server says about one type. */
public sealed interface XdsResponse {
    /** The type spoken about. */
    String typeUrl();

    /** Opaque; for people, and in state of the world for the client to give back. */
    String version();

    /** What the client answers to; unique on its stream. */
    String nonce();

    /** Resources that are new, changed or, in state of the world, perhaps the same. */
    List<XdsResource> resources();

    /** State of the world. The resources all have the version of the response. */
    record Sotw(String typeUrl, String version, String nonce, List<XdsResource> resources) implements XdsResponse {
        public Sotw {
            Objects.requireNonNull(typeUrl);
            Objects.requireNonNull(version);
            Objects.requireNonNull(nonce);
            resources = List.copyOf(resources);
        }
    }

    /**
     * Incremental.
     *
     * @param removed names that are no longer there, or that were asked for and never were
     */
    record Delta(String typeUrl, String version, String nonce, List<XdsResource> resources, List<String> removed)
            implements XdsResponse {
        public Delta {
            Objects.requireNonNull(typeUrl);
            Objects.requireNonNull(version);
            Objects.requireNonNull(nonce);
            resources = List.copyOf(resources);
            removed = List.copyOf(removed);
        }
    }
}
