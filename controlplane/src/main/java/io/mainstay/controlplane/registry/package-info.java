// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Who is in the mesh: hosts enrol with a token, announce their workloads and keep them alive. Leases live in memory only; a registered
 * workload is a {@code WorkloadEntry} in the store. May depend on store, config, state and the questions of ca; gRPC in its one shell.
 */
@NullMarked
package io.mainstay.controlplane.registry;

import org.jspecify.annotations.NullMarked;
