// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.listener.HttpConnectionManagerConfig.CodecType;
import io.mainstay.proxy.filter.ConnectionInfo;
import io.mainstay.proxy.filter.NetworkFilter;
import io.mainstay.proxy.filter.StreamObserver;
import io.mainstay.proxy.runtime.Worker;
import io.mainstay.proxy.stream.HttpProtocol;
import io.mainstay.proxy.telemetry.HeaderText;
import io.netty.channel.Channel;
import java.util.ArrayDeque;

/**
 * Serves HTTP on the connections of one filter chain, on one event loop. Chooses the codec, opens streams, keeps spent stream objects for the next request.
 * Confined to its loop.
 */
public final class HttpConnectionManager implements NetworkFilter {
    private static final int KEPT_STREAMS = 256;

    private final HttpLoop loop;
    private final ManagerSettings settings;
    private final StreamObserver observer;
    private final RequestRules requestRules;
    private final HeaderText headerText;
    private final HeaderEditing editing = new HeaderEditing();
    private final ArrayDeque<DownstreamStream> spent = new ArrayDeque<>();

    /** For one filter chain of a listener on one loop. */
    public HttpConnectionManager(
            HttpLoop loop, ManagerSettings settings, StreamObserver observer, HeaderText headerText) {
        this.loop = loop;
        this.settings = settings;
        this.observer = observer;
        this.headerText = headerText;
        this.requestRules = new RequestRules(loop.worker());
    }

    @Override
    public Connection accept(Channel channel, ConnectionInfo info) {
        HttpConnection connection = new HttpConnection(this, info, channel);
        CodecType type = settings.config().codecType();
        boolean h2 = info.alpn().filter("h2"::equals).isPresent() || type == CodecType.HTTP2;
        if (type == CodecType.AUTO
                && info.alpn().isEmpty()
                && loop.downstreamCodecs().containsKey(HttpProtocol.HTTP_2)) {
            channel.pipeline().addLast(new PrefaceSniffer(connection));
        } else {
            connection.attach(h2 ? HttpProtocol.HTTP_2 : HttpProtocol.HTTP_1_1);
        }
        return connection;
    }

    HttpLoop loop() {
        return loop;
    }

    Worker worker() {
        return loop.worker();
    }

    ManagerSettings settings() {
        return settings;
    }

    StreamObserver observer() {
        return observer;
    }

    RequestRules requestRules() {
        return requestRules;
    }

    HeaderText headerText() {
        return headerText;
    }

    HeaderEditing editing() {
        return editing;
    }

    DownstreamStream takeStream() {
        DownstreamStream stream = spent.pollLast();
        return stream != null ? stream : new DownstreamStream(this);
    }

    void giveStream(DownstreamStream stream) {
        if (spent.size() < KEPT_STREAMS) {
            spent.addLast(stream);
        }
    }
}
