// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** How results are shown: tables for people, JSON and YAML for programs. */
@NullMarked
package io.mainstay.cli.output;

import org.jspecify.annotations.NullMarked;
