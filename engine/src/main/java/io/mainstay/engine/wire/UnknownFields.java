// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.wire;

/** What becomes of a field number no table knows. */
public enum UnknownFields {
    /** As Envoy does with static resources. */
    REJECT,
    /** As Envoy does with resources of a management server: go on, count them with the inert ones. */
    COUNT
}
