// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Tests of what both planes share. */
@NullMarked
package io.mainstay.engine;

import org.jspecify.annotations.NullMarked;
