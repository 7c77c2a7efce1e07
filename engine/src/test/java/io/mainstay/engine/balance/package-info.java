// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Tests of the choice of an endpoint. */
@NullMarked
package io.mainstay.engine.balance;

import org.jspecify.annotations.NullMarked;
