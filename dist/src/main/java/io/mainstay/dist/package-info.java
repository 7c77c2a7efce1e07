// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Composition roots and the command itself; the only place that sees everything. */
@NullMarked
package io.mainstay.dist;

import org.jspecify.annotations.NullMarked;
