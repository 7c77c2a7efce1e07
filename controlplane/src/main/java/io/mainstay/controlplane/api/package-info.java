// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The control plane's API: resources at Kubernetes' paths and in its shapes, Mainstay's own views below {@code /mainstay/v1}. On a Unix
 * socket for its owner; on TCP for who has the token. May depend on config, kind, registry, state, source and xds.server.
 */
@NullMarked
package io.mainstay.controlplane.api;

import org.jspecify.annotations.NullMarked;
