// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Upstream clusters: their endpoints and runtime state, the choice of an endpoint, circuit breakers, retry budgets, outlier
 * detection and DNS. Shared by all event loops; changed by the config thread only. May depend on engine and proxy.runtime; knows
 * nothing of listeners, HTTP or xDS.
 */
@NullMarked
package io.mainstay.proxy.cluster;

import org.jspecify.annotations.NullMarked;
