// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Parsed xDS resources, their field tables, matchers and decision functions. No I/O. */
@NullMarked
package io.mainstay.engine;

import org.jspecify.annotations.NullMarked;
