// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Options of a verb: one table is what is parsed and what help shows. No reflection, so that a command is quick to start. */
@NullMarked
package io.mainstay.cli.options;

import org.jspecify.annotations.NullMarked;
