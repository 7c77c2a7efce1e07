// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** SMI's {@code TrafficSplit}. Status: alpha. */
@NullMarked
package io.mainstay.controlplane.kind.trafficsplit;

import org.jspecify.annotations.NullMarked;
