// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.state;

/** Whether a workload accepts plaintext. */
public enum MtlsMode {
    /** Only connections with a certificate of the mesh. */
    STRICT,
    /** Those, and plaintext. */
    PERMISSIVE
}
