// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** JMH benchmarks of the hot functions, and the side-by-side harness. */
@NullMarked
package io.mainstay.bench;

import org.jspecify.annotations.NullMarked;
