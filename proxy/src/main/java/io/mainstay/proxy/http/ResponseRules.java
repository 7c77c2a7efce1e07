// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.listener.HttpConnectionManagerConfig;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.KnownHeaders;

/** What a connection manager does to every response's headers after the filters: server, date, via, request id. As Envoy. */
final class ResponseRules {
    private ResponseRules() {}

    static void apply(Headers response, Headers request, HttpConnectionManager manager) {
        HttpConnectionManagerConfig config = manager.settings().config();
        switch (config.serverHeader()) {
            case OVERWRITE -> response.set(KnownHeaders.SERVER, config.serverName());
            case APPEND_IF_ABSENT -> {
                if (!response.contains(KnownHeaders.SERVER)) {
                    response.add(KnownHeaders.SERVER, config.serverName());
                }
            }
            case PASS_THROUGH -> {}
        }
        if (!response.contains(KnownHeaders.DATE)) {
            response.add(KnownHeaders.DATE, manager.worker().date().now());
        }
        if (!config.via().isEmpty()) {
            response.add(KnownHeaders.VIA, config.via());
        }
        if (config.requestId().inResponse()) {
            String id = request.value(KnownHeaders.X_REQUEST_ID);
            if (id != null) {
                response.set(KnownHeaders.X_REQUEST_ID, id);
            }
        }
    }
}
