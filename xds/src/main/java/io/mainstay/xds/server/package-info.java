// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** The serving end: what a node is, what it should have, what it said about it, and the machine of one stream. */
@NullMarked
package io.mainstay.xds.server;

import org.jspecify.annotations.NullMarked;
