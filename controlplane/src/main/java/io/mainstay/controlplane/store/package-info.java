// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Where configuration is kept: etcd's model (one global revision, compare-and-swap transactions, range, watch from a revision,
 * compaction), so that etcd itself or the Kubernetes API can stand behind it. Embedded by default. Leases, health and load reports
 * are never kept here. May depend on model only.
 */
@NullMarked
package io.mainstay.controlplane.store;

import org.jspecify.annotations.NullMarked;
