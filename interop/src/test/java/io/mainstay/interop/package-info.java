// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Tests that need more than one module, or a program of somebody else. */
@NullMarked
package io.mainstay.interop;

import org.jspecify.annotations.NullMarked;
