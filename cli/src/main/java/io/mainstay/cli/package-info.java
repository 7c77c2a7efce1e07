// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** The client verbs of the mainstay command. */
@NullMarked
package io.mainstay.cli;

import org.jspecify.annotations.NullMarked;
