// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Where everything that is logged goes: standard error, one line each. */
@NullMarked
package io.mainstay.dist.logging;

import org.jspecify.annotations.NullMarked;
