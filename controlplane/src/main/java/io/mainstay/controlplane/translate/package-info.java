// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * From the mesh to xDS, one translator per kind of resource. A translator's only input is its key record, which is also its cache key:
 * it cannot read what the key does not declare. {@link io.mainstay.controlplane.translate.MeshSource} decides which keys a node gets.
 * Protobuf begins here. May depend on state, xds and the generated API.
 */
@NullMarked
package io.mainstay.controlplane.translate;

import org.jspecify.annotations.NullMarked;
