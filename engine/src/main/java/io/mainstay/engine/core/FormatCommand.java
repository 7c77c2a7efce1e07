// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The command operators that header and access log formats may use: Envoy's, as far as the proxy knows the answer. Any other is
 * rejected where it is configured.
 */
public enum FormatCommand {
    BYTES_RECEIVED,
    BYTES_SENT,
    CONNECTION_ID,
    CONNECTION_TERMINATION_DETAILS,
    DOWNSTREAM_DIRECT_REMOTE_ADDRESS,
    DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT,
    DOWNSTREAM_LOCAL_ADDRESS,
    DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT,
    DOWNSTREAM_LOCAL_PORT,
    DOWNSTREAM_LOCAL_URI_SAN,
    DOWNSTREAM_PEER_CERT_V_END(Argument.TIME),
    DOWNSTREAM_PEER_CERT_V_START(Argument.TIME),
    DOWNSTREAM_PEER_FINGERPRINT_256,
    DOWNSTREAM_PEER_ISSUER,
    DOWNSTREAM_PEER_SERIAL,
    DOWNSTREAM_PEER_SUBJECT,
    DOWNSTREAM_PEER_URI_SAN,
    DOWNSTREAM_REMOTE_ADDRESS,
    DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT,
    DOWNSTREAM_REMOTE_PORT,
    DOWNSTREAM_TLS_VERSION,
    DURATION,
    EMIT_TIME(Argument.TIME),
    GRPC_STATUS(Argument.STATUS_STYLE),
    GRPC_STATUS_NUMBER,
    HOSTNAME,
    PROTOCOL,
    REQ(Argument.HEADER),
    REQUEST_DURATION,
    REQUESTED_SERVER_NAME,
    RESP(Argument.HEADER),
    RESPONSE_CODE,
    RESPONSE_CODE_DETAILS,
    RESPONSE_DURATION,
    RESPONSE_FLAGS,
    RESPONSE_TX_DURATION,
    ROUTE_NAME,
    START_TIME(Argument.TIME),
    TRAILER(Argument.HEADER),
    UPSTREAM_CLUSTER,
    UPSTREAM_CLUSTER_RAW,
    UPSTREAM_HOST,
    UPSTREAM_LOCAL_ADDRESS,
    UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT,
    UPSTREAM_LOCAL_PORT,
    UPSTREAM_PEER_URI_SAN,
    UPSTREAM_REMOTE_ADDRESS,
    UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT,
    UPSTREAM_REMOTE_PORT,
    UPSTREAM_REQUEST_ATTEMPT_COUNT,
    UPSTREAM_TRANSPORT_FAILURE_REASON;

    private static final Map<String, FormatCommand> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Enum::name, Function.identity()));

    private final Argument argument;

    FormatCommand() {
        this(Argument.NONE);
    }

    FormatCommand(Argument argument) {
        this.argument = argument;
    }

    /** What may stand between an operator's parentheses. */
    public enum Argument {
        /** Nothing: there are none. */
        NONE,
        /** {@code NAME} or {@code NAME?ALTERNATIVE}; the operator takes a length too. */
        HEADER,
        /** A {@link TimePattern}, or nothing. */
        TIME,
        /** {@code CAMEL_STRING}, {@code SNAKE_STRING} or {@code NUMBER}, or nothing. */
        STATUS_STYLE
    }

    /** What it takes. */
    public Argument argument() {
        return argument;
    }

    /** By the name in the format; empty for operators that are not supported. */
    public static Optional<FormatCommand> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
