// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * {@code mainstay demo}: a whole mesh with the bookstore on one machine, a load on it, and stories that show what the mesh
 * does. It only starts commands a user could start, and sees the mesh from outside: HTTP, metrics, the command line's API.
 */
@NullMarked
package io.mainstay.dist.demo;

import org.jspecify.annotations.NullMarked;
