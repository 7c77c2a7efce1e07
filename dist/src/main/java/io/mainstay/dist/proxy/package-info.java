// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The composition root of the data plane: what a proxy process is made of, put together top to bottom. Used by every verb that runs one.
 */
@NullMarked
package io.mainstay.dist.proxy;

import org.jspecify.annotations.NullMarked;
