// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Dynamic configuration: discovery over gRPC, resources to records, warming, precise refusals, and the last good configuration where the
 * control plane cannot be had. Everything runs on the config thread. May depend on the engine's parsers, xds, cluster, config and state.
 */
@NullMarked
package io.mainstay.proxy.xds;

import org.jspecify.annotations.NullMarked;
