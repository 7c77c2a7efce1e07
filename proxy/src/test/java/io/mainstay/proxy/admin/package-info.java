// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Tests of the admin endpoint. */
@NullMarked
package io.mainstay.proxy.admin;

import org.jspecify.annotations.NullMarked;
