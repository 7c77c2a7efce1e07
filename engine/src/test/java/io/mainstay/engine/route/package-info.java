// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Tests of routing. */
@NullMarked
package io.mainstay.engine.route;

import org.jspecify.annotations.NullMarked;
