// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** The subscribing end: what is wanted, what was delivered, and what is answered. */
@NullMarked
package io.mainstay.xds.client;

import org.jspecify.annotations.NullMarked;
