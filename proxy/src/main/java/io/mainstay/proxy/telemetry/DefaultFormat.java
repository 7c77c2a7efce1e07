// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.engine.core.FormatCommand;
import io.mainstay.engine.core.FormatString.Piece;
import java.util.List;

/** Envoy's default line, written out. */
final class DefaultFormat {
    private DefaultFormat() {}

    static List<LogField> fields() {
        return List.of(
                LogField.literal("["),
                command(FormatCommand.START_TIME, ""),
                LogField.literal("] \""),
                command(FormatCommand.REQ, ":method"),
                LogField.literal(" "),
                command(FormatCommand.REQ, "x-envoy-original-path?:path"),
                LogField.literal(" "),
                command(FormatCommand.PROTOCOL, ""),
                LogField.literal("\" "),
                command(FormatCommand.RESPONSE_CODE, ""),
                LogField.literal(" "),
                command(FormatCommand.RESPONSE_FLAGS, ""),
                LogField.literal(" "),
                command(FormatCommand.BYTES_RECEIVED, ""),
                LogField.literal(" "),
                command(FormatCommand.BYTES_SENT, ""),
                LogField.literal(" "),
                command(FormatCommand.DURATION, ""),
                LogField.literal(" "),
                command(FormatCommand.RESP, "x-envoy-upstream-service-time"),
                LogField.literal(" \""),
                command(FormatCommand.REQ, "x-forwarded-for"),
                LogField.literal("\" \""),
                command(FormatCommand.REQ, "user-agent"),
                LogField.literal("\" \""),
                command(FormatCommand.REQ, "x-request-id"),
                LogField.literal("\" \""),
                command(FormatCommand.REQ, ":authority"),
                LogField.literal("\" \""),
                command(FormatCommand.UPSTREAM_HOST, ""),
                LogField.literal("\"\n"));
    }

    private static LogField command(FormatCommand name, String argument) {
        return LogField.of(new Piece.Command(name, argument, -1));
    }
}
