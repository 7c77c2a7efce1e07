// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Envoy's {@code core.v3} words: addresses, metadata, header edits, config sources. Immutable; the JDK and model only. */
@NullMarked
package io.mainstay.engine.core;

import org.jspecify.annotations.NullMarked;
