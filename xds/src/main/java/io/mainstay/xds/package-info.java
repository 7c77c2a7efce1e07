// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** One xDS subscription machine for both directions, state of the world and delta. */
@NullMarked
package io.mainstay.xds;

import org.jspecify.annotations.NullMarked;
