// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.engine.core.FormatCommand;
import io.mainstay.engine.core.FormatString;
import io.mainstay.engine.core.FormatString.Piece;
import io.mainstay.engine.core.TimePattern;
import io.mainstay.proxy.stream.HeaderName;
import io.mainstay.proxy.stream.Headers;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One piece of an access log line or of a header's value. Immutable; shared by all loops. */
@FunctionalInterface
interface LogField {
    /** Appends the value; false, with nothing appended, when there is none. */
    boolean write(LogLine line, LogLine.Ended ended, ByteBuf out);

    static LogField literal(String text) {
        return (line, ended, out) -> LogLine.writeText(text, out);
    }

    /** A text that has a character for each byte. */
    static LogField octets(String text) {
        return (line, ended, out) -> LogLine.writeOctets(text, out);
    }

    /** The fields of a format, in order. */
    static List<LogField> all(FormatString text) {
        return all(text, LogField::literal);
    }

    /** The fields of a header's value, in order. */
    static List<LogField> ofHeader(FormatString text) {
        return all(text, LogField::octets);
    }

    private static List<LogField> all(FormatString text, Function<String, LogField> literals) {
        List<LogField> fields = new ArrayList<>();
        for (Piece piece : text.pieces()) {
            fields.add(
                    switch (piece) {
                        case Piece.Literal literal -> literals.apply(literal.text());
                        case Piece.Command command -> of(command);
                    });
        }
        return fields;
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
            case BYTES_RECEIVED,
                    BYTES_SENT,
                    CONNECTION_ID,
                    DOWNSTREAM_LOCAL_PORT,
                    DOWNSTREAM_REMOTE_PORT,
                    DURATION,
                    GRPC_STATUS_NUMBER,
                    REQUEST_DURATION,
                    RESPONSE_CODE,
                    RESPONSE_DURATION,
                    RESPONSE_TX_DURATION,
                    UPSTREAM_LOCAL_PORT,
                    UPSTREAM_REMOTE_PORT,
                    UPSTREAM_REQUEST_ATTEMPT_COUNT -> true;
            default -> false;
        };
    }

    private static LogField whole(FormatCommand command, String argument) {
        return switch (command) {
            case REQ -> header(argument, LogLine.Ended::request);
            case RESP -> header(argument, LogLine.Ended::response);
            case TRAILER -> header(argument, ended -> ended.info().responseTrailers());
            case START_TIME -> time(argument, (line, ended) -> ended.startMillis());
            case EMIT_TIME -> time(argument, (line, ended) -> line.epochMillis());
            case DOWNSTREAM_PEER_CERT_V_START -> ConnectionFields.validity(argument, true);
            case DOWNSTREAM_PEER_CERT_V_END -> ConnectionFields.validity(argument, false);
            case HOSTNAME -> (line, ended, out) -> LogLine.writeText(line.hostname(), out);
            case GRPC_STATUS -> GrpcStatusField.of(argument);
            case GRPC_STATUS_NUMBER -> GrpcStatusField.of("NUMBER");
            default -> StreamFields.of(command).orElseGet(() -> ConnectionFields.of(command));
        };
    }

    /** The moment a line is about. */
    interface Moment {
        long epochMillis(LogLine line, LogLine.Ended ended);
    }

    private static LogField time(String pattern, Moment moment) {
        if (pattern.isEmpty()) {
            return (line, ended, out) -> {
                line.writeTime(moment.epochMillis(line, ended), out);
                return true;
            };
        }
        TimePattern time = new TimePattern(pattern);
        return (line, ended, out) -> LogLine.writeText(time.format(moment.epochMillis(line, ended)), out);
    }

    /** {@code NAME} or {@code NAME?ALTERNATIVE}; names that begin with a colon are the typed parts. */
    private static LogField header(String argument, Function<LogLine.Ended, @Nullable Headers> of) {
        int mark = argument.indexOf('?');
        LogField first = one(mark < 0 ? argument : argument.substring(0, mark), of);
        if (mark < 0) {
            return first;
        }
        LogField second = one(argument.substring(mark + 1), of);
        return (line, ended, out) -> first.write(line, ended, out) || second.write(line, ended, out);
    }

    private static LogField one(String name, Function<LogLine.Ended, @Nullable Headers> of) {
        HeaderPart part = part(name.toLowerCase(Locale.ROOT));
        return (line, ended, out) -> {
            Headers headers = of.apply(ended);
            return headers != null && part.write(headers, out);
        };
    }

    /** What is written of a head. */
    interface HeaderPart {
        boolean write(Headers headers, ByteBuf out);
    }

    private static HeaderPart part(String name) {
        return switch (name) {
            case ":method" -> (headers, out) -> LogLine.writeOctets(headers.method(), out);
            case ":path" -> LogField::path;
            case ":authority", "host" -> (headers, out) -> LogLine.writeOctets(headers.authority(), out);
            case ":scheme" -> (headers, out) -> LogLine.writeOctets(headers.scheme(), out);
            case ":status" -> (headers, out) -> headers.status() != 0 && LogLine.writeNumber(headers.status(), out);
            default -> {
                HeaderName header = HeaderName.of(name);
                yield (headers, out) -> LogLine.writeHeader(headers, header, out);
            }
        };
    }

    private static boolean path(Headers request, ByteBuf out) {
        if (request.pathEdited()) {
            return LogLine.writeOctets(request.path(), out);
        }
        int begin = out.writerIndex();
        request.base().writePath(out);
        return out.writerIndex() > begin || LogLine.writeOctets(request.path(), out);
    }
}
