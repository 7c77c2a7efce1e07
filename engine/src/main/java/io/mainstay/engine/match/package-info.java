// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Envoy's {@code type.matcher.v3} and the header and query matchers of routes. Immutable and pure. */
@NullMarked
package io.mainstay.engine.match;

import org.jspecify.annotations.NullMarked;
