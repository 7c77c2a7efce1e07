// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.filter;

import io.mainstay.engine.listener.FilterChainConfig;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.model.Parsed;

/** Configures what filter chains end with. Put together by the composition root. */
public interface NetworkFilters {
    /** Configures the chain's terminal filter, or says everything that is wrong with it; paths are within the chain. Config thread; must not block. */
    Parsed<NetworkFilterFactory> configure(ListenerConfig listener, FilterChainConfig chain);
}
