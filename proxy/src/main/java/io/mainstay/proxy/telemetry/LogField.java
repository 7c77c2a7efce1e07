// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.engine.ResponseFlag;
import io.mainstay.engine.core.FormatCommand;
import io.mainstay.engine.core.FormatString.Piece;
import io.mainstay.proxy.stream.HeaderName;
import io.mainstay.proxy.stream.Headers;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.EnumSet;
import java.util.Set;

/** One piece of an access log line. Immutable; shared by all loops. */
@FunctionalInterface
interface LogField {
    /** Commands that this proxy has no answer to; a format that has one is refused. */
    Set<FormatCommand> UNSUPPORTED = Set.copyOf(EnumSet.of(
            FormatCommand.DOWNSTREAM_PEER_SUBJECT,
            FormatCommand.DOWNSTREAM_TLS_VERSION,
            FormatCommand.HOSTNAME,
            FormatCommand.REQUEST_DURATION,
            FormatCommand.RESPONSE_DURATION,
            FormatCommand.TRAILER,
            FormatCommand.UPSTREAM_LOCAL_ADDRESS,
            FormatCommand.UPSTREAM_TRANSPORT_FAILURE_REASON,
            FormatCommand.VIRTUAL_CLUSTER_NAME));

    /** Appends the value; false, with nothing appended, when there is none. */
    boolean write(LogLine line, LogLine.Ended ended, ByteBuf out);

    static LogField literal(String text) {
        return (line, ended, out) -> {
            LogLine.writeText(text, out);
            return true;
        };
    }

    /** The field of a command, cut to its length when it has one. */
    static LogField of(Piece.Command command) {
        LogField whole = whole(command.name(), command.argument());
        int limit = command.maxLength();
        if (limit < 0) {
            return whole;
        }
        return (line, ended, out) -> {
            int begin = out.writerIndex();
            boolean written = whole.write(line, ended, out);
            out.writerIndex(Math.min(out.writerIndex(), begin + limit));
            return written;
        };
    }

    /** Whether JSON has the value without quotes. */
    static boolean isNumber(FormatCommand command) {
        return switch (command) {
            case BYTES_RECEIVED, BYTES_SENT, CONNECTION_ID, DURATION, RESPONSE_CODE, UPSTREAM_REQUEST_ATTEMPT_COUNT ->
                true;
            default -> false;
        };
    }

    private static LogField whole(FormatCommand command, String argument) {
        return switch (command) {
            case REQ -> header(argument, true);
            case RESP -> header(argument, false);
            case START_TIME -> startTime(argument);
            case PROTOCOL ->
                (line, ended, out) -> LogLine.writeText(ended.info().protocol().text(), out);
            case RESPONSE_CODE ->
                (line, ended, out) -> LogLine.writeNumber(ended.info().status(), out);
            case RESPONSE_FLAGS ->
                (line, ended, out) -> {
                    long flags = ended.info().flags();
                    return flags != 0 && LogLine.writeText(ResponseFlag.format(flags), out);
                };
            case RESPONSE_CODE_DETAILS ->
                (line, ended, out) -> LogLine.writeText(ended.info().details(), out);
            case BYTES_RECEIVED ->
                (line, ended, out) -> LogLine.writeNumber(ended.info().requestBytes(), out);
            case BYTES_SENT ->
                (line, ended, out) -> LogLine.writeNumber(ended.info().responseBytes(), out);
            case DURATION -> (line, ended, out) -> LogLine.writeNumber(ended.durationNanos() / 1_000_000, out);
            case ROUTE_NAME ->
                (line, ended, out) -> LogLine.writeText(ended.info().routeName(), out);
            case GRPC_STATUS, GRPC_STATUS_NUMBER ->
                (line, ended, out) -> {
                    int status = StreamMetrics.isGrpc(ended.info(), ended.request())
                            ? StreamMetrics.grpcStatus(ended.response())
                            : RequestCell.NOT_GRPC;
                    return status >= 0 && LogLine.writeNumber(status, out);
                };
            default -> connection(command);
        };
    }

    private static LogField connection(FormatCommand command) {
        return switch (command) {
            case UPSTREAM_CLUSTER ->
                (line, ended, out) -> LogLine.writeText(ended.info().cluster(), out);
            case UPSTREAM_HOST ->
                (line, ended, out) -> LogLine.writeText(ended.info().upstreamAddress(), out);
            case UPSTREAM_PEER_URI_SAN ->
                (line, ended, out) -> LogLine.writeText(ended.info().upstreamPrincipal(), out);
            case UPSTREAM_REQUEST_ATTEMPT_COUNT ->
                (line, ended, out) -> LogLine.writeNumber(ended.info().attempts(), out);
            case CONNECTION_ID ->
                (line, ended, out) ->
                        LogLine.writeNumber(ended.info().connection().id(), out);
            case DOWNSTREAM_PEER_URI_SAN ->
                (line, ended, out) -> LogLine.writeText(
                        ended.info().connection().peerPrincipal().orElse(""), out);
            case DOWNSTREAM_LOCAL_URI_SAN ->
                (line, ended, out) -> LogLine.writeText(
                        ended.info().connection().localPrincipal().orElse(""), out);
            case REQUESTED_SERVER_NAME ->
                (line, ended, out) ->
                        LogLine.writeText(ended.info().connection().serverName().orElse(""), out);
            case DOWNSTREAM_LOCAL_ADDRESS ->
                (line, ended, out) -> address(ended.info().connection().local(), true, out);
            case DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT ->
                (line, ended, out) -> address(ended.info().connection().local(), false, out);
            case DOWNSTREAM_LOCAL_PORT ->
                (line, ended, out) -> ended.info().connection().local() instanceof InetSocketAddress inet
                        && LogLine.writeNumber(inet.getPort(), out);
            case DOWNSTREAM_REMOTE_ADDRESS, DOWNSTREAM_DIRECT_REMOTE_ADDRESS ->
                (line, ended, out) -> address(ended.info().connection().remote(), true, out);
            case DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT, DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT ->
                (line, ended, out) -> address(ended.info().connection().remote(), false, out);
            default -> (line, ended, out) -> false;
        };
    }

    private static LogField startTime(String pattern) {
        if (pattern.isEmpty()) {
            return (line, ended, out) -> {
                line.writeTime(ended.startMillis(), out);
                return true;
            };
        }
        return StartTime.of(pattern)
                .<LogField>map(time -> (line, ended, out) -> LogLine.writeText(time.format(ended.startMillis()), out))
                .orElseGet(() -> (line, ended, out) -> false);
    }

    /** {@code NAME} or {@code NAME?ALTERNATIVE}; names that begin with a colon are the typed parts. */
    private static LogField header(String argument, boolean request) {
        int mark = argument.indexOf('?');
        LogField first = one(mark < 0 ? argument : argument.substring(0, mark), request);
        if (mark < 0) {
            return first;
        }
        LogField second = one(argument.substring(mark + 1), request);
        return (line, ended, out) -> first.write(line, ended, out) || second.write(line, ended, out);
    }

    private static LogField one(String name, boolean request) {
        String lower = name.toLowerCase(java.util.Locale.ROOT);
        return switch (lower) {
            case ":method" ->
                (line, ended, out) -> LogLine.writeText(ended.request().method(), out);
            case ":path" -> (line, ended, out) -> path(ended.request(), out);
            case ":authority" ->
                (line, ended, out) -> LogLine.writeText(ended.request().authority(), out);
            case ":scheme" ->
                (line, ended, out) -> LogLine.writeText(ended.request().scheme(), out);
            case ":status" ->
                (line, ended, out) -> LogLine.writeNumber(ended.response().status(), out);
            default -> {
                HeaderName header = HeaderName.of(lower);
                yield (line, ended, out) ->
                        LogLine.writeHeader(request ? ended.request() : ended.response(), header, out);
            }
        };
    }

    private static boolean path(Headers request, ByteBuf out) {
        if (request.pathEdited()) {
            return LogLine.writeText(request.path(), out);
        }
        int begin = out.writerIndex();
        request.base().writePath(out);
        return out.writerIndex() > begin || LogLine.writeText(request.path(), out);
    }

    private static boolean address(SocketAddress address, boolean port, ByteBuf out) {
        if (!(address instanceof InetSocketAddress inet)) {
            return LogLine.writeText(address.toString(), out);
        }
        String host = inet.getHostString();
        boolean v6 = port && host.indexOf(':') >= 0;
        LogLine.writeText(v6 ? "[" + host + "]" : host, out);
        if (port) {
            out.writeByte(':');
            LogLine.writeNumber(inet.getPort(), out);
        }
        return true;
    }
}
