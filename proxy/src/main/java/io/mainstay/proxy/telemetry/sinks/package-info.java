// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Where log lines go: a ring per loop and file, and the one thread that empties them. The only place of telemetry that waits or
 * touches files. A loop never waits for it: what does not fit is dropped and counted.
 */
@NullMarked
package io.mainstay.proxy.telemetry.sinks;

import org.jspecify.annotations.NullMarked;
