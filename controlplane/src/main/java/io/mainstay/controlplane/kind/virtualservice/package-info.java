// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Istio's {@code VirtualService}, its HTTP routes inside the mesh. Status: alpha. */
@NullMarked
package io.mainstay.controlplane.kind.virtualservice;

import org.jspecify.annotations.NullMarked;
