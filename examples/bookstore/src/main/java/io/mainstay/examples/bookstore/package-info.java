// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** An application that knows nothing of any mesh. */
@NullMarked
package io.mainstay.examples.bookstore;

import org.jspecify.annotations.NullMarked;
