// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** The {@code mainstay} script, run as a user runs it. */
@NullMarked
package io.mainstay.interop.launcher;

import org.jspecify.annotations.NullMarked;
