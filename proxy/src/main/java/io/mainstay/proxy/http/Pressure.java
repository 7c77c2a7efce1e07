// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.proxy.stream.ReadGate;
import org.jspecify.annotations.Nullable;

/**
 * Backpressure of one stream, both ways: whoever cannot take more bytes makes the other leg's source stop reading. Each side holds the other at most once,
 * and an attempt that ends gives back what it held. Confined to its stream's event loop.
 */
final class Pressure {
    private @Nullable ReadGate client;
    private @Nullable ReadGate endpoint;
    private boolean clientFull;
    private boolean endpointFull;
    private boolean bodyFull;
    private boolean requestFiltersFull;
    private boolean responseFiltersFull;

    /** A stream begins. */
    void begin(ReadGate clientReads) {
        client = clientReads;
        endpoint = null;
        clientFull = false;
        endpointFull = false;
        bodyFull = false;
        requestFiltersFull = false;
        responseFiltersFull = false;
    }

    /** An attempt has a connection. */
    void attempt(ReadGate endpointReads) {
        endpoint = endpointReads;
        if (clientFull) {
            endpointReads.pause();
        }
        if (responseFiltersFull) {
            endpointReads.pause();
        }
    }

    /** The attempt is over; its connection may serve others. */
    void attemptEnded() {
        endpoint = null;
        if (endpointFull) {
            endpointFull = false;
            resume(client);
        }
    }

    /** The client does not take the response fast enough, or does again. */
    void clientFull(boolean full) {
        if (clientFull != full) {
            clientFull = full;
            if (full) {
                pause(endpoint);
            } else {
                resume(endpoint);
            }
        }
    }

    /** The endpoint does not take the request fast enough, or does again. */
    void endpointFull(boolean full) {
        if (endpointFull != full) {
            endpointFull = full;
            if (full) {
                pause(client);
            } else {
                resume(client);
            }
        }
    }

    /** Request body waits for a connection and fills its buffer, or no longer. */
    void bodyFull(boolean full) {
        if (bodyFull != full) {
            bodyFull = full;
            if (full) {
                pause(client);
            } else {
                resume(client);
            }
        }
    }

    /** A filter holds the request and its buffer is full, or no longer. */
    void requestFiltersFull(boolean full) {
        if (requestFiltersFull != full) {
            requestFiltersFull = full;
            if (full) {
                pause(client);
            } else {
                resume(client);
            }
        }
    }

    /** A filter holds the response and its buffer is full, or no longer. */
    void responseFiltersFull(boolean full) {
        if (responseFiltersFull != full) {
            responseFiltersFull = full;
            if (full) {
                pause(endpoint);
            } else {
                resume(endpoint);
            }
        }
    }

    /** The stream is over; its carriers forget their holds by themselves. */
    void end() {
        client = null;
        endpoint = null;
    }

    private static void pause(@Nullable ReadGate gate) {
        if (gate != null) {
            gate.pause();
        }
    }

    private static void resume(@Nullable ReadGate gate) {
        if (gate != null) {
            gate.resume();
        }
    }
}
