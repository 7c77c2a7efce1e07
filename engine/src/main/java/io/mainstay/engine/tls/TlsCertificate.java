// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.tls;

import io.mainstay.engine.core.DataSource;
import java.util.Objects;
import java.util.Optional;

/**
 * A certificate chain with its key, both PEM ({@code TlsCertificate}).
 *
 * @param certificateChain leaf first
 * @param password         of an encrypted key
 */
public record TlsCertificate(DataSource certificateChain, DataSource privateKey, Optional<DataSource> password) {
    public TlsCertificate {
        Objects.requireNonNull(certificateChain);
        Objects.requireNonNull(privateKey);
        Objects.requireNonNull(password);
    }
}
