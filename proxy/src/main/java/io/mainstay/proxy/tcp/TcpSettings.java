// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tcp;

import io.mainstay.engine.listener.TcpProxyConfig;
import io.mainstay.proxy.cluster.Cluster;
import io.mainstay.proxy.filter.ConnectionObserver;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the TCP proxy of one filter chain works with.
 *
 * @param clusters by name, as of now; asked once per connection
 */
public record TcpSettings(
        TcpProxyConfig config, Supplier<Map<String, Cluster>> clusters, ConnectionObserver observer) {}
