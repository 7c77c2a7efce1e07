// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Tests of the proxy's telemetry. */
@NullMarked
package io.mainstay.proxy.telemetry;

import org.jspecify.annotations.NullMarked;
