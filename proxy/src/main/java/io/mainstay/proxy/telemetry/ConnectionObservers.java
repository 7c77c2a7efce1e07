// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.proxy.filter.ConnectionInfo;
import io.mainstay.proxy.filter.ConnectionObserver;
import java.util.List;

/** Several observers as one. */
record ConnectionObservers(List<ConnectionObserver> all) implements ConnectionObserver {
    ConnectionObservers {
        all = List.copyOf(all);
    }

    @Override
    public void onOpen(ConnectionInfo info) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).onOpen(info);
        }
    }

    @Override
    public void onTraffic(ConnectionInfo info, Upstream upstream, long receivedBytes, long sentBytes) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).onTraffic(info, upstream, receivedBytes, sentBytes);
        }
    }

    @Override
    public void onClose(ConnectionInfo info, Summary summary) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).onClose(info, summary);
        }
    }
}
