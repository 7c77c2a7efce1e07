// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Tests of configuration dumps. */
@NullMarked
package io.mainstay.proxy.admin.dump;

import org.jspecify.annotations.NullMarked;
