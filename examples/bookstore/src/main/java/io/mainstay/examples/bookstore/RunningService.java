// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.examples.bookstore;

import java.net.InetSocketAddress;

/** A started service. Closing it lets requests in progress finish. */
interface RunningService extends AutoCloseable {
    InetSocketAddress address();

    @Override
    void close();
}
