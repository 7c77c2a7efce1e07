// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** The data plane: listeners, HTTP and TCP, clusters, xDS client, admin. */
@NullMarked
package io.mainstay.proxy;

import org.jspecify.annotations.NullMarked;
