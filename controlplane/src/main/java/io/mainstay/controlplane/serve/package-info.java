// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The ADS server: transport, limits and identity of connected nodes. What a node gets is decided by a
 * {@link io.mainstay.xds.server.SnapshotSource}, which {@code translate} implements. May depend on xds, security and grpc-netty.
 */
@NullMarked
package io.mainstay.controlplane.serve;

import org.jspecify.annotations.NullMarked;
