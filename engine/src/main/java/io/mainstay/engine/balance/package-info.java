// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** The choice of an endpoint: priorities, panic, localities and policies. Pure; state and load of the moment are passed in. */
@NullMarked
package io.mainstay.engine.balance;

import org.jspecify.annotations.NullMarked;
