// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.listener.HttpConnectionManagerConfig;
import io.mainstay.proxy.stream.DownstreamConnection;
import io.mainstay.proxy.stream.StreamFactory;
import io.netty.channel.Channel;

/** Puts a server-side codec on a connection. Made for one event loop, confined to it. */
public interface DownstreamCodec {
    /**
     * Adds the codec's handlers at the end of the pipeline. Event loop.
     *
     * @param secure whether the transport is TLS: the scheme of requests
     */
    DownstreamConnection attach(
            Channel channel, HttpConnectionManagerConfig config, boolean secure, StreamFactory factory);
}
