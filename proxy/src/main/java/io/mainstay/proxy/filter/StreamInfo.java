// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.filter;

import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpProtocol;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Facts about one stream as they become known; what access logs and metrics are made from. Confined to the stream's event loop. */
public interface StreamInfo {
    ConnectionInfo connection();

    /** Whether it is a message exchange at all, and not a connection told as one. */
    default boolean isHttp() {
        return true;
    }

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

    /** The same, to be taken apart. */
    Optional<SocketAddress> upstreamRemote();

    /** This side's address of the last upstream connection; empty while there is none. */
    Optional<SocketAddress> upstreamLocal();

    /** Why the last upstream connection could not be made; empty when it could. */
    String transportFailure();

    /** The upstream peer's verified SPIFFE id; empty while there is none. */
    String upstreamPrincipal();

    /** Status sent or about to be sent; 0 before. */
    int status();

    /** Set of {@link io.mainstay.engine.ResponseFlag#bit()}. */
    long flags();

    /** Why, for local replies and resets; empty otherwise. */
    String details();

    /** Why the connection was ended by this side; empty otherwise. */
    String connectionDetails();

    /** From the request's head to its last byte; -1 while that has not come. */
    long requestNanos();

    /** From the request's head to that of the response from upstream; -1 while there is none. */
    long responseNanos();

    /** Trailers sent after the response; null when there were none. Borrowed. */
    @Nullable
    Headers responseTrailers();

    /** Bytes of request body received. */
    long requestBytes();

    /** Bytes of response body sent. */
    long responseBytes();

    /** Attempts made upstream; 0 for local replies. */
    int attempts();
}
