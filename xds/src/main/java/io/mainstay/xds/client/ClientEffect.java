// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.client;

import io.mainstay.xds.XdsRequest;

/** What the shell of a {@link ClientMachine} has to do, in the order given. */
public sealed interface ClientEffect {
    /** Put this on the present stream. */
    record Send(XdsRequest request) implements ClientEffect {}

    /** Look into these resources, apply the good ones and come back with a verdict. */
    record Deliver(Ticket ticket) implements ClientEffect {}

    /** Nothing; the response was not for us. For a counter and a log line. */
    record Discard(String typeUrl, String reason) implements ClientEffect {}
}
