// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.grpc;

import io.mainstay.xds.server.NodeStatus;
import io.mainstay.xds.server.TypeStatus;

/** What happens on the server's streams, for logs and counters. Called on the streams' threads; returns at once. */
public interface StreamEvents {
    /** Nobody listens. */
    StreamEvents NONE = new StreamEvents() {};

    /** A node told who it is. */
    default void connected(NodeStatus node) {}

    /** A node refused a response. */
    default void refused(NodeStatus node, TypeStatus type) {}

    /** A stream is over; {@code reason} is for people. */
    default void ended(NodeStatus node, String reason) {}

    /** A response of this version went out; {@code node} is as it was before. */
    default void sent(NodeStatus node, String typeUrl, String version, int bytes) {}
}
