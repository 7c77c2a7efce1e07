// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.filter;

/** What a filter decides about the message it was shown. */
public enum FilterStatus {
    /** Pass on, together with whatever was kept back before. */
    CONTINUE,
    /**
     * Keep this and all that follows back, show me no more, until the context's {@code continueRequest} or {@code continueResponse}. What arrives
     * meanwhile is kept within the buffer limit; beyond it reading pauses.
     */
    STOP,
    /**
     * Keep this back but show me what follows: I need the body. The kept body is bounded by the buffer limit; beyond it a request is answered
     * 413 and a response 500. Returned for data, it appends the data to what is kept.
     */
    BUFFER
}
