// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The one internal model: what all kinds, of all standards, become. Immutable, in deterministic order. Kinds write into
 * {@link io.mainstay.controlplane.state.MeshDraft}; translators read {@link io.mainstay.controlplane.state.MeshSnapshot}. May depend on
 * resource and model.
 */
@NullMarked
package io.mainstay.controlplane.state;

import org.jspecify.annotations.NullMarked;
