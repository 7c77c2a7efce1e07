// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.filter;

import io.mainstay.proxy.runtime.Worker;

/** A filter chain's terminal filter, configured; makes the filter of each loop. Immutable, made on the config thread. */
public interface NetworkFilterFactory {
    /** The filter of one loop. Called on that loop, once. */
    NetworkFilter create(Worker worker);
}
