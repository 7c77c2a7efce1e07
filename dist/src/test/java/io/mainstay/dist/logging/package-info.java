// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Tests of logging. */
@NullMarked
package io.mainstay.dist.logging;

import org.jspecify.annotations.NullMarked;
