// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** The control plane as the command line sees it: where it is, what can be asked, what its errors say. */
@NullMarked
package io.mainstay.cli.api;

import org.jspecify.annotations.NullMarked;
