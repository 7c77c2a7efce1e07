// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

/** Which of a cluster's two sets of breakers a request counts against ({@code core.v3.RoutingPriority}). */
public enum RoutingPriority {
    DEFAULT,
    HIGH
}
