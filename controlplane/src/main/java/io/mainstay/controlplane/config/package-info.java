// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Resources in the store, and the mesh they make: what Galley was. Sources and the API write through
 * {@link io.mainstay.controlplane.config.ResourceStore}; {@link io.mainstay.controlplane.config.MeshKeeper} turns what is stored into
 * one snapshot after another. May depend on store, resource, kind and state.
 */
@NullMarked
package io.mainstay.controlplane.config;

import org.jspecify.annotations.NullMarked;
