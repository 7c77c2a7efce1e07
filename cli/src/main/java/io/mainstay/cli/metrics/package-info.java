// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Golden metrics of the edges of a mesh, computed from what its proxies show at {@code /stats/prometheus}. Pure. */
@NullMarked
package io.mainstay.cli.metrics;

import org.jspecify.annotations.NullMarked;
