// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import java.util.Objects;

/**
 * A configuration whose type is open: Envoy's {@code typed_config} (an {@code Any}), unparsed.
 *
 * @param typeUrl e.g. {@code type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}; empty when nothing was given
 * @param value   the message in wire form
 */
public record TypedConfig(String typeUrl, Bytes value) {
    /** Nothing was given. */
    public static final TypedConfig NONE = new TypedConfig("", Bytes.EMPTY);

    public TypedConfig {
        Objects.requireNonNull(typeUrl);
        Objects.requireNonNull(value);
    }

    /** The full message name, which is the type URL after its last slash. */
    public String messageName() {
        return typeUrl.substring(typeUrl.lastIndexOf('/') + 1);
    }
}
