// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What a proxy turns away before it would run out of memory: connections beyond a number, and while the heap is full, connections and requests. What is served
 * already goes on.
 */
@NullMarked
package io.mainstay.proxy.overload;

import org.jspecify.annotations.NullMarked;
