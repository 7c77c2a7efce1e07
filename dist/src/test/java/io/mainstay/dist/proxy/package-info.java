// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Tests of a whole proxy from outside. */
@NullMarked
package io.mainstay.dist.proxy;

import org.jspecify.annotations.NullMarked;
