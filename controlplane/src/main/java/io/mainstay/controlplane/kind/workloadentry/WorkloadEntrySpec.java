// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind.workloadentry;

import io.mainstay.controlplane.state.MeshWorkload;

/** What a WorkloadEntry says, already as a workload. */
public record WorkloadEntrySpec(MeshWorkload workload) {}
