// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What a client says about one type: what it wants, and what it thinks of the last response. */
public sealed interface XdsRequest {
    /** The name that stands for every resource of a type. */
    String WILDCARD = "*";

    /** The type spoken about. */
    String typeUrl();

    /** Nonce of the response answered; empty when none is. */
    String nonce();

    /** Why the response answered was refused; empty when it was accepted. */
    Optional<String> error();

    /**
     * State of the world: everything that is wanted, each time.
     *
     * @param names   empty in a first request for everything
     * @param version of the last response accepted, also one of an earlier stream
     */
    record Sotw(String typeUrl, List<String> names, String version, String nonce, Optional<String> error)
            implements XdsRequest {
        public Sotw {
            Objects.requireNonNull(typeUrl);
            names = List.copyOf(names);
            Objects.requireNonNull(version);
            Objects.requireNonNull(nonce);
            Objects.requireNonNull(error);
        }
    }

    /**
     * Incremental: what is wanted more and what less than before.
     *
     * @param initialVersions name → version of what the client holds; in the first request of a type on a stream only
     */
    record Delta(
            String typeUrl,
            List<String> subscribe,
            List<String> unsubscribe,
            Map<String, String> initialVersions,
            String nonce,
            Optional<String> error)
            implements XdsRequest {
        public Delta {
            Objects.requireNonNull(typeUrl);
            subscribe = List.copyOf(subscribe);
            unsubscribe = List.copyOf(unsubscribe);
            initialVersions = Collections.unmodifiableMap(new LinkedHashMap<>(initialVersions));
            Objects.requireNonNull(nonce);
            Objects.requireNonNull(error);
        }
    }
}
