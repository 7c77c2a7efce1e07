// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Counters of the control plane and their text for Prometheus. Knows nothing of what is counted. May depend on the JDK only.
 */
@NullMarked
package io.mainstay.controlplane.metrics;

import org.jspecify.annotations.NullMarked;
