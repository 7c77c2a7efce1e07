// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Route tables: {@code route.v3} parsed, and the choice of a route for a request. Pure. */
@NullMarked
package io.mainstay.engine.route;

import org.jspecify.annotations.NullMarked;
