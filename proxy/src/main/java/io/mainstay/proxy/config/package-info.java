// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What the workers run from: immutable snapshots, the one reference they are published through, and the thread that builds them.
 */
@NullMarked
package io.mainstay.proxy.config;

import org.jspecify.annotations.NullMarked;
