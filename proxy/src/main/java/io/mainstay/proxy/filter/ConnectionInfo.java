// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.filter;

import java.net.SocketAddress;
import java.util.Optional;

/**
 * Facts about a downstream connection, fixed once its transport is ready.
 *
 * @param id unique in this process
 * @param listener name of the listener that accepted it
 * @param local address it was accepted on, before any restoration of the original destination
 * @param remote the peer's address
 * @param secure whether the transport is TLS
 * @param serverName the SNI the client sent
 * @param alpn the protocol agreed on in the TLS handshake
 * @param peerPrincipal the peer's verified SPIFFE id (first URI SAN of its certificate); empty without mutual TLS
 * @param localPrincipal the SPIFFE id of the certificate this side presented
 * @param tls what else is known of its TLS; empty for plaintext
 * @param callerIdentity the SPIFFE id of the workload behind an outbound listener, as its metadata declares it
 */
public record ConnectionInfo(
        long id,
        String listener,
        SocketAddress local,
        SocketAddress remote,
        boolean secure,
        Optional<String> serverName,
        Optional<String> alpn,
        Optional<String> peerPrincipal,
        Optional<String> localPrincipal,
        Optional<TlsFacts> tls,
        Optional<String> callerIdentity) {}
