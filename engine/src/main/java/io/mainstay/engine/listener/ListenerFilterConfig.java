// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import java.util.Objects;

/** What looks at a connection's first bytes before a filter chain is chosen. */
public sealed interface ListenerFilterConfig {
    String name();

    /** {@code envoy.filters.listener.tls_inspector}: transport protocol, server name, ALPN. */
    record TlsInspector(String name) implements ListenerFilterConfig {
        public TlsInspector {
            Objects.requireNonNull(name);
        }
    }
}
