// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

/** A proxy under comparison, running. */
interface Subject extends AutoCloseable {
    /** The port of its one listener. */
    int port();

    @Override
    void close();
}
