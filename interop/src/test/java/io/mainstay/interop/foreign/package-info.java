// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Programs and libraries of others against {@code mainstay proxy} as a process of its own. What is not installed makes its tests skip. */
@NullMarked
package io.mainstay.interop.foreign;

import org.jspecify.annotations.NullMarked;
