// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Tests of HTTP/1.1. */
@NullMarked
package io.mainstay.proxy.http.h1;

import org.jspecify.annotations.NullMarked;
