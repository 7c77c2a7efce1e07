// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Listeners, filter chains and network filters: {@code listener.v3} and what it contains, parsed. */
@NullMarked
package io.mainstay.engine.listener;

import org.jspecify.annotations.NullMarked;
