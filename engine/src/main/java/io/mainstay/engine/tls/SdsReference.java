// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.tls;

import io.mainstay.engine.core.ConfigSource;
import java.util.Objects;
import java.util.Optional;

/**
 * A secret by name ({@code SdsSecretConfig}).
 *
 * @param name   not empty: a SPIFFE id for certificates, {@code ROOTCA} for the bundle, {@link #CALLER} for the calling workload
 * @param source empty: a secret of the bootstrap's {@code static_resources.secrets}
 */
public record SdsReference(String name, Optional<ConfigSource> source) {
    /** Stands for "the identity of the workload whose listener the request came through". */
    public static final String CALLER = "mainstay.io/caller";

    public SdsReference {
        Objects.requireNonNull(name);
        Objects.requireNonNull(source);
    }

    public boolean isCaller() {
        return name.equals(CALLER);
    }
}
