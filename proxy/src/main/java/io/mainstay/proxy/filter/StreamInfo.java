// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.filter;

import io.mainstay.proxy.stream.HttpProtocol;

/** Facts about one stream as they become known; what access logs and metrics are made from. Confined to the stream's event loop. */
public interface StreamInfo {
    ConnectionInfo connection();

    /** What carries the stream downstream. */
    HttpProtocol protocol();

    /** When the request's head had arrived, on the loop's ticker. */
    long startNanos();

    /** Name of the chosen route's virtual host; empty while there is none. */
    String virtualHost();

    /** Name of the chosen route; empty while there is none or it has no name. */
    String routeName();

    /** Name of the chosen cluster; empty while there is none. */
    String cluster();

    /** Address of the endpoint of the last attempt; empty while there is none. */
    String upstreamAddress();

    /** The upstream peer's verified SPIFFE id; empty while there is none. */
    String upstreamPrincipal();

    /** Status sent or about to be sent; 0 before. */
    int status();

    /** Set of {@link io.mainstay.engine.ResponseFlag#bit()}. */
    long flags();

    /** Why, for local replies and resets; empty otherwise. */
    String details();

    /** Bytes of request body received. */
    long requestBytes();

    /** Bytes of response body sent. */
    long responseBytes();

    /** Attempts made upstream; 0 for local replies. */
    int attempts();
}
