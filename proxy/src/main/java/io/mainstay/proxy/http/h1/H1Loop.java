// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import io.mainstay.proxy.runtime.Worker;

/**
 * What all HTTP/1.1 connections of one event loop share.
 *
 * @param worker the loop
 * @param heads received heads for reuse
 * @param encoder puts heads together, one at a time
 * @param buffers what messages are put together in
 */
public record H1Loop(Worker worker, HeadPool heads, H1Encoder encoder, OutputBuffers buffers) {
    /** Makes the shared parts for a loop. */
    public H1Loop(Worker worker) {
        this(worker, new HeadPool(worker.strings(), worker.overload()), new H1Encoder(), new OutputBuffers());
        worker.loop().terminationFuture().addListener(ended -> buffers.release());
    }
}
