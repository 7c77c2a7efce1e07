// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine;

/**
 * What a decision may know of the moment beside the snapshot and the request: random draws. Passed in, so that a decision can
 * be recorded and made again. Confined to one event loop.
 */
public interface Observed {
    /** A fresh draw: 64 uniform bits. */
    long random();
}
