// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.stream;

import io.netty.channel.Channel;

/** What every connection that carries streams tells about itself. Confined to its event loop. */
public interface StreamConnection {
    HttpProtocol protocol();

    /** The transport, for addresses, attributes and its event loop. Nobody but the codec writes to it. */
    Channel channel();
}
