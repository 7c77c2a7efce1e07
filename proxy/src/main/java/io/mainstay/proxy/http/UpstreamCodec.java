// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.proxy.stream.UpstreamConnection;
import io.netty.channel.Channel;

/** Puts a client-side codec on a connection. Made for one event loop, confined to it. */
public interface UpstreamCodec {
    /** Adds the codec's handlers at the end of the pipeline of a connected channel whose transport is ready. Event loop. */
    UpstreamConnection attach(Channel channel, ClusterConfig config, UpstreamConnection.Owner owner);
}
