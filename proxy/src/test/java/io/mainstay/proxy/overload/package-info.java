// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

@NullMarked
package io.mainstay.proxy.overload;

import org.jspecify.annotations.NullMarked;
