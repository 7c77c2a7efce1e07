// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.engine.ResponseFlag;
import io.mainstay.engine.core.FormatCommand;
import io.mainstay.proxy.filter.StreamInfo;
import io.netty.buffer.ByteBuf;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The fields that tell of a stream and of what it came to upstream. */
final class StreamFields {
    private StreamFields() {}

    /** A value of a stream. */
    private interface OfStream {
        boolean write(StreamInfo info, ByteBuf out);
    }

    static Optional<LogField> of(FormatCommand command) {
        OfStream field =
                switch (command) {
                    case PROTOCOL ->
                        (info, out) -> info.isHttp()
                                && LogLine.writeText(info.protocol().text(), out);
                    case RESPONSE_CODE_DETAILS -> (info, out) -> LogLine.writeText(info.details(), out);
                    case RESPONSE_FLAGS -> (info, out) -> LogLine.writeText(ResponseFlag.format(info.flags()), out);
                    case BYTES_RECEIVED -> (info, out) -> LogLine.writeNumber(info.requestBytes(), out);
                    case BYTES_SENT -> (info, out) -> LogLine.writeNumber(info.responseBytes(), out);
                    case REQUEST_DURATION -> (info, out) -> millis(info.requestNanos(), out);
                    case RESPONSE_DURATION -> (info, out) -> millis(info.responseNanos(), out);
                    case ROUTE_NAME -> (info, out) -> LogLine.writeText(info.routeName(), out);
                    case CONNECTION_TERMINATION_DETAILS ->
                        (info, out) -> LogLine.writeText(info.connectionDetails(), out);
                    default -> null;
                };
        if (field != null) {
            return Optional.of((line, ended, out) -> field.write(ended.info(), out));
        }
        return switch (command) {
            // While a response's headers are edited, its status is not the stream's yet.
            case RESPONSE_CODE ->
                Optional.of((line, ended, out) -> LogLine.writeNumber(
                        ended.info().status() != 0
                                ? ended.info().status()
                                : ended.response().status(),
                        out));
            case DURATION -> Optional.of((line, ended, out) -> millis(ended.durationNanos(), out));
            case RESPONSE_TX_DURATION ->
                Optional.of((line, ended, out) -> ended.info().responseNanos() >= 0
                        && millis(ended.durationNanos() - ended.info().responseNanos(), out));
            default -> upstream(command);
        };
    }

    private static Optional<LogField> upstream(FormatCommand command) {
        OfStream field =
                switch (command) {
                    case UPSTREAM_CLUSTER, UPSTREAM_CLUSTER_RAW ->
                        (info, out) -> LogLine.writeText(info.cluster(), out);
                    case UPSTREAM_HOST -> (info, out) -> LogLine.writeText(info.upstreamAddress(), out);
                    case UPSTREAM_REMOTE_ADDRESS -> (info, out) -> remote(info, true, out);
                    case UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT -> (info, out) -> remote(info, false, out);
                    case UPSTREAM_REMOTE_PORT ->
                        (info, out) -> info.upstreamRemote()
                                .filter(remote -> AddressText.port(remote, out))
                                .isPresent();
                    case UPSTREAM_LOCAL_ADDRESS -> (info, out) -> local(info, true, out);
                    case UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT -> (info, out) -> local(info, false, out);
                    case UPSTREAM_LOCAL_PORT ->
                        (info, out) -> info.upstreamLocal()
                                .filter(local -> AddressText.port(local, out))
                                .isPresent();
                    case UPSTREAM_PEER_URI_SAN -> (info, out) -> LogLine.writeText(info.upstreamPrincipal(), out);
                    case UPSTREAM_REQUEST_ATTEMPT_COUNT -> (info, out) -> LogLine.writeNumber(info.attempts(), out);
                    case UPSTREAM_TRANSPORT_FAILURE_REASON ->
                        (info, out) -> LogLine.writeText(info.transportFailure(), out);
                    default -> null;
                };
        return field == null ? Optional.empty() : Optional.of((line, ended, out) -> field.write(ended.info(), out));
    }

    private static boolean millis(long nanos, ByteBuf out) {
        return nanos >= 0 && LogLine.writeNumber(TimeUnit.NANOSECONDS.toMillis(nanos), out);
    }

    private static boolean remote(StreamInfo info, boolean port, ByteBuf out) {
        Optional<SocketAddress> remote = info.upstreamRemote();
        return remote.isPresent() && AddressText.write(remote.get(), port, out);
    }

    private static boolean local(StreamInfo info, boolean port, ByteBuf out) {
        Optional<SocketAddress> local = info.upstreamLocal();
        return local.isPresent() && AddressText.write(local.get(), port, out);
    }
}
