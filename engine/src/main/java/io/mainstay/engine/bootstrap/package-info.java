// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** What a proxy starts with: {@code bootstrap.v3.Bootstrap}, parsed. */
@NullMarked
package io.mainstay.engine.bootstrap;

import org.jspecify.annotations.NullMarked;
