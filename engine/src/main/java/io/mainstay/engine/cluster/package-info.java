// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Clusters: {@code cluster.v3.Cluster} and what it contains, parsed. */
@NullMarked
package io.mainstay.engine.cluster;

import org.jspecify.annotations.NullMarked;
