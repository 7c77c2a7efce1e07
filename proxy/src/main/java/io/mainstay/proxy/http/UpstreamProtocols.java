// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpProtocol;

/** What is spoken to a cluster, and under which name. Pure. */
final class UpstreamProtocols {
    private UpstreamProtocols() {}

    static HttpProtocol of(ClusterConfig config, HttpProtocol downstream) {
        return switch (config.http().protocol()) {
            // AUTO: the handshake decides; until then nothing says HTTP/2.
            case HTTP1, AUTO -> HttpProtocol.HTTP_1_1;
            case HTTP2 -> HttpProtocol.HTTP_2;
            case AS_DOWNSTREAM -> downstream;
        };
    }

    /** SNI from the request where the cluster says so; else empty. */
    static String serverName(ClusterConfig config, Headers request) {
        if (!config.http().autoSni() || config.tls().isEmpty()) {
            return "";
        }
        String authority = request.authority();
        int colon = authority.lastIndexOf(':');
        return colon < 0 || authority.indexOf(']', colon) >= 0 ? authority : authority.substring(0, colon);
    }
}
