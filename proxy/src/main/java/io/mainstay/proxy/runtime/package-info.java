// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What the data plane runs on: event loops and what belongs to one of them, time, counters. Depends on Netty only.
 */
@NullMarked
package io.mainstay.proxy.runtime;

import org.jspecify.annotations.NullMarked;
