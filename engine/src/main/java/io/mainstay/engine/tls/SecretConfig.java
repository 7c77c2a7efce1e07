// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.tls;

import io.mainstay.engine.core.DataSource;
import java.util.List;
import java.util.Objects;

/** A named secret ({@code Secret}). */
public sealed interface SecretConfig {
    String name();

    record Certificate(String name, TlsCertificate certificate) implements SecretConfig {
        public Certificate {
            Objects.requireNonNull(name);
            Objects.requireNonNull(certificate);
        }
    }

    record Validation(String name, ValidationContext context) implements SecretConfig {
        public Validation {
            Objects.requireNonNull(name);
            Objects.requireNonNull(context);
        }
    }

    /**
     * Keys for session tickets.
     *
     * @param keys 80 bytes each, the first encrypts
     */
    record SessionTicketKeys(String name, List<DataSource> keys) implements SecretConfig {
        public SessionTicketKeys {
            Objects.requireNonNull(name);
            keys = List.copyOf(keys);
        }
    }

    record Generic(String name, DataSource secret) implements SecretConfig {
        public Generic {
            Objects.requireNonNull(name);
            Objects.requireNonNull(secret);
        }
    }
}
