// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Identity from end to end. */
@NullMarked
package io.mainstay.interop.identity;

import org.jspecify.annotations.NullMarked;
