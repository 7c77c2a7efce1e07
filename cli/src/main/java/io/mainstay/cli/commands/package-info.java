// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** The client verbs, a class each; they know nothing of each other. */
@NullMarked
package io.mainstay.cli.commands;

import org.jspecify.annotations.NullMarked;
