// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine;

/**
 * Bodies of replies the proxy makes itself, word for word as Envoy's, because clients and tests know them.
 *
 * @param status HTTP status
 * @param body   text, content type {@code text/plain}; may be empty
 * @param flag   the response flag that goes with it
 */
public record LocalReply(int status, String body, ResponseFlag flag) {
    /** No route matches. */
    public static final LocalReply NO_ROUTE = new LocalReply(404, "", ResponseFlag.NO_ROUTE_FOUND);

    /** The route's cluster has no host that may be chosen. */
    public static final LocalReply NO_HEALTHY_UPSTREAM =
            new LocalReply(503, "no healthy upstream", ResponseFlag.NO_HEALTHY_UPSTREAM);

    /** A breaker is open. */
    public static final LocalReply OVERFLOW = new LocalReply(
            503,
            "upstream connect error or disconnect/reset before headers. reset reason: overflow",
            ResponseFlag.UPSTREAM_OVERFLOW);

    /** The route's timeout passed before a response. */
    public static final LocalReply UPSTREAM_TIMEOUT =
            new LocalReply(504, "upstream request timeout", ResponseFlag.UPSTREAM_REQUEST_TIMEOUT);

    /** No byte for too long. */
    public static final LocalReply STREAM_IDLE_TIMEOUT =
            new LocalReply(408, "stream timeout", ResponseFlag.STREAM_IDLE_TIMEOUT);

    /** {@code request_timeout}. */
    public static final LocalReply REQUEST_TIMEOUT =
            new LocalReply(408, "request timeout", ResponseFlag.DOWNSTREAM_PROTOCOL_ERROR);

    /** The cluster does not exist; the route tells the status. */
    public static LocalReply noCluster(int status) {
        return new LocalReply(status, "", ResponseFlag.NO_CLUSTER_FOUND);
    }

    /** The attempt was reset before a response. */
    public static LocalReply reset(ResetReason reason) {
        return new LocalReply(
                503,
                "upstream connect error or disconnect/reset before headers. reset reason: " + reason.text,
                reason.flag);
    }

    /** The same, after retries. */
    public static LocalReply resetAfterRetries(ResetReason reason) {
        return new LocalReply(
                503,
                "upstream connect error or disconnect/reset before headers. retried and the latest reset reason: "
                        + reason.text,
                reason.flag);
    }

    /** Envoy's reasons for a reset, as they stand in the body. */
    public enum ResetReason {
        CONNECTION_FAILURE("remote connection failure", ResponseFlag.UPSTREAM_CONNECTION_FAILURE),
        LOCAL_CONNECTION_FAILURE("local connection failure", ResponseFlag.UPSTREAM_CONNECTION_FAILURE),
        CONNECTION_TIMEOUT("connection timeout", ResponseFlag.UPSTREAM_CONNECTION_FAILURE),
        CONNECTION_TERMINATION("connection termination", ResponseFlag.UPSTREAM_CONNECTION_TERMINATION),
        REMOTE_RESET("remote reset", ResponseFlag.UPSTREAM_REMOTE_RESET),
        REMOTE_REFUSED_STREAM("remote refused stream reset", ResponseFlag.UPSTREAM_REMOTE_RESET),
        LOCAL_RESET("local reset", ResponseFlag.LOCAL_RESET),
        PROTOCOL_ERROR("protocol error", ResponseFlag.UPSTREAM_PROTOCOL_ERROR),
        OVERFLOW("overflow", ResponseFlag.UPSTREAM_OVERFLOW);

        private final String text;
        private final ResponseFlag flag;

        ResetReason(String text, ResponseFlag flag) {
            this.text = text;
            this.flag = flag;
        }

        public String text() {
            return text;
        }

        public ResponseFlag flag() {
            return flag;
        }
    }
}
