// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Tests of the small things resources have in common. */
@NullMarked
package io.mainstay.engine.core;

import org.jspecify.annotations.NullMarked;
