// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Istio's {@code WorkloadEntry}: one process that answers for services. Status: alpha. */
@NullMarked
package io.mainstay.controlplane.kind.workloadentry;

import org.jspecify.annotations.NullMarked;
