// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Tests of log files and their writer. */
@NullMarked
package io.mainstay.proxy.telemetry.sinks;

import org.jspecify.annotations.NullMarked;
