// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Sources, store, validation, translation, xDS server, certificate authority, API. */
@NullMarked
package io.mainstay.controlplane;

import org.jspecify.annotations.NullMarked;
