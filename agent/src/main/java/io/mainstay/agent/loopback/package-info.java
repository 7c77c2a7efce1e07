// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Loopback addresses as property: taken by binding a port on them, so that a crash frees them and meshes can share 127.0.0.0/8. */
@NullMarked
package io.mainstay.agent.loopback;

import org.jspecify.annotations.NullMarked;
