// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Resources as people write them: a tree that remembers where each value stood, the table that says what becomes of each field, and
 * a reader that reports every problem. Knows no kind. May depend on model only.
 */
@NullMarked
package io.mainstay.controlplane.resource;

import org.jspecify.annotations.NullMarked;
