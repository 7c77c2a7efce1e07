// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** What the documents say, held against the tree. */
@NullMarked
package io.mainstay.interop.documents;

import org.jspecify.annotations.NullMarked;
