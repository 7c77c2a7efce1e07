// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Composition root of {@code mainstay node} and {@code mainstay gateway}: host agent and data plane in one process. */
@NullMarked
package io.mainstay.dist.host;

import org.jspecify.annotations.NullMarked;
