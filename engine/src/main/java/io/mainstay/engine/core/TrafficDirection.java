// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

/** Which way a listener's traffic goes, seen from the workload ({@code core.v3.TrafficDirection}). */
public enum TrafficDirection {
    UNSPECIFIED,
    INBOUND,
    OUTBOUND
}
