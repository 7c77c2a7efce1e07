// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.stream;

import io.netty.buffer.ByteBuf;

/**
 * Where one message (a request or a response) goes, in order: headers, data, trailers. Confined to its stream's event loop.
 *
 * <p>Errors: a sink never throws for what a peer did; it resets the stream. Calls after the message ended, or after a reset, are
 * a defect of the caller, except that data is then still released.
 */
public interface MessageSink {
    /**
     * Begins the message.
     *
     * @param headers borrowed: a callee that needs them after it returns calls {@link Headers#retain()} and later {@link Headers#release()}
     * @param end true when the message has neither data nor trailers
     */
    void headers(Headers headers, boolean end);

    /**
     * Carries a piece of the body.
     *
     * @param data taken: the callee releases it; may be empty when {@code end} is true
     * @param end true when nothing follows
     */
    void data(ByteBuf data, boolean end);

    /**
     * Ends the message with trailers.
     *
     * @param trailers borrowed, as for {@link #headers}
     */
    void trailers(Headers trailers);

    /**
     * Carries an interim (1xx) response other than 101, before {@link #headers}. A request sink never sees it.
     *
     * @param headers borrowed
     */
    default void interim(Headers headers) {}
}
