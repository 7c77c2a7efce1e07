// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Gateway API's {@code HTTPRoute}, with services (GAMMA) and gateways as parents. Status: alpha. */
@NullMarked
package io.mainstay.controlplane.kind.httproute;

import org.jspecify.annotations.NullMarked;
