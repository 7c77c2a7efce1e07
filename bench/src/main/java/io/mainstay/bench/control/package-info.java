// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Load for a control plane: simulated hosts that enrol, register and follow their configuration. */
@NullMarked
package io.mainstay.bench.control;

import org.jspecify.annotations.NullMarked;
