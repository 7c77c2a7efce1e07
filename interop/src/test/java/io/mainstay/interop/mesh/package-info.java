// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** A whole mesh as its users start it: processes of the launcher, seen from outside alone. */
@NullMarked
package io.mainstay.interop.mesh;

import org.jspecify.annotations.NullMarked;
