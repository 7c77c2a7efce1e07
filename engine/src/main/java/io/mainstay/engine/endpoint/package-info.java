// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Endpoint assignments: {@code endpoint.v3}, parsed. */
@NullMarked
package io.mainstay.engine.endpoint;

import org.jspecify.annotations.NullMarked;
