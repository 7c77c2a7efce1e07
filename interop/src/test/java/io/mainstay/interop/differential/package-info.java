// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The differential harness: random bootstraps and requests, given to a real Envoy and to our proxy in front of the same
 * backend. {@code Worlds} generates, purely; {@code Subject} runs; {@code Comparison} compares; {@code Allowance} lists where
 * we mean to differ, as {@code docs/conformance.md} does.
 */
@NullMarked
package io.mainstay.interop.differential;

import org.jspecify.annotations.NullMarked;
