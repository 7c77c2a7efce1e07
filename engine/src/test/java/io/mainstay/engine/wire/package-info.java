// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Tests of the wire level. */
@NullMarked
package io.mainstay.engine.wire;

import org.jspecify.annotations.NullMarked;
