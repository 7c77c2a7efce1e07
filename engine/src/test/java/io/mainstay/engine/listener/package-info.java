// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Tests of listeners. */
@NullMarked
package io.mainstay.engine.listener;

import org.jspecify.annotations.NullMarked;
