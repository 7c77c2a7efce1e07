// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.server;

import io.mainstay.xds.XdsResponse;

/** What the shell of a {@link ServerMachine} has to do, in the order given. */
public sealed interface ServerEffect {
    /** Put this on the stream. */
    record Send(XdsResponse response) implements ServerEffect {}

    /** Note that the node accepted the last response of a type. */
    record Acked(String typeUrl, String version) implements ServerEffect {}

    /** Note that the node refused the last response of a type, wholly or in part. */
    record Nacked(String typeUrl, String version, String error) implements ServerEffect {}

    /** End the stream with INVALID_ARGUMENT and this reason. Nothing follows. */
    record Close(String reason) implements ServerEffect {}
}
