// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

/** A network filter's configuration. Others than these are rejected when they are configured. */
public sealed interface NetworkFilterConfig permits HttpConnectionManagerConfig, TcpProxyConfig {
    /** The prefix of its statistics. */
    String statPrefix();
}
