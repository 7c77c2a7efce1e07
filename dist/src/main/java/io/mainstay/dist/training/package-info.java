// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Runs verbs as users do, so that the JVM learns for its start-up cache what they need. */
@NullMarked
package io.mainstay.dist.training;

import org.jspecify.annotations.NullMarked;
