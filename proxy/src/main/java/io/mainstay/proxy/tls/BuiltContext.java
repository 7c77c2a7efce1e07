// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.netty.handler.ssl.SslContext;
import java.util.Objects;
import java.util.Optional;

/**
 * A context ready for handshakes.
 *
 * @param context        the library's; lives as long as somebody refers to it, so open connections keep theirs
 * @param localPrincipal SPIFFE id this side shows; empty when it shows no certificate or one without
 * @param provesPeer     whether a peer that gets through has proved its names
 */
record BuiltContext(SslContext context, Optional<String> localPrincipal, boolean provesPeer) {
    BuiltContext {
        Objects.requireNonNull(context);
        Objects.requireNonNull(localPrincipal);
    }
}
