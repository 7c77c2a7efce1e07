// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import java.net.InetAddress;
import java.util.List;

/** What is known of a connection when its filter chain is chosen. */
public interface ConnectionAttributes {
    /** The address the peer connected to (the original one, when it was redirected). */
    InetAddress destinationAddress();

    int destinationPort();

    /** The peer's address, as a PROXY header may have given it. */
    InetAddress sourceAddress();

    int sourcePort();

    /** The peer of the socket itself. */
    InetAddress directSourceAddress();

    /** Lower-case SNI; empty when none was sent or looked for. */
    String serverName();

    /** {@code tls} or {@code raw_buffer}; empty when nobody looked. */
    String transportProtocol();

    /** ALPN names the peer offers, in its order; empty when none or nobody looked. */
    List<String> applicationProtocols();
}
