// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.engine.core.AccessLogConfig;
import io.mainstay.engine.core.FormatString;
import io.mainstay.engine.core.FormatString.Piece;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A log line's format, compiled when it is configured. Immutable; shared by all loops. */
interface LogFormat {
    /** Writes a whole line, its line break included. */
    void write(LogLine line, LogLine.Ended ended, ByteBuf out);

    /** Compiles a configured format. */
    static LogFormat of(AccessLogConfig.Format format) {
        return switch (format) {
            case AccessLogConfig.Format.Default() -> new Text(DefaultFormat.fields());
            case AccessLogConfig.Format.Text(FormatString text) -> new Text(LogField.all(text));
            case AccessLogConfig.Format.Json(Map<String, FormatString> fields) -> json(fields);
        };
    }

    private static LogFormat json(Map<String, FormatString> fields) {
        List<Json.Member> members = new ArrayList<>();
        fields.forEach((name, value) -> {
            boolean number = value.pieces().size() == 1
                    && value.pieces().getFirst() instanceof Piece.Command command
                    && LogField.isNumber(command.name());
            members.add(new Json.Member(JsonText.quoted(name), LogField.all(value), number));
        });
        return new Json(members);
    }

    /**
     * Fields one after the other; what is unknown is a dash.
     *
     * @param fields the line break is one of them
     */
    record Text(List<LogField> fields) implements LogFormat {
        public Text {
            fields = List.copyOf(fields);
        }

        @Override
        public void write(LogLine line, LogLine.Ended ended, ByteBuf out) {
            for (int i = 0; i < fields.size(); i++) {
                if (!fields.get(i).write(line, ended, out)) {
                    out.writeByte('-');
                }
            }
        }
    }

    /** One JSON object per line; a value that is a single unknown field is null. */
    record Json(List<Member> members) implements LogFormat {
        public Json {
            members = List.copyOf(members);
        }

        /**
         * A member of the object.
         *
         * @param name   quoted
         * @param fields of the value
         * @param number the value is written without quotes
         */
        record Member(String name, List<LogField> fields, boolean number) {
            Member {
                fields = List.copyOf(fields);
            }
        }

        @Override
        public void write(LogLine line, LogLine.Ended ended, ByteBuf out) {
            out.writeByte('{');
            for (int i = 0; i < members.size(); i++) {
                if (i > 0) {
                    out.writeByte(',');
                }
                Member member = members.get(i);
                LogLine.writeText(member.name(), out);
                out.writeByte(':');
                value(member, line, ended, out);
            }
            out.writeByte('}');
            out.writeByte('\n');
        }

        private static void value(Member member, LogLine line, LogLine.Ended ended, ByteBuf out) {
            ByteBuf piece = line.piece();
            boolean known = false;
            for (LogField field : member.fields()) {
                boolean written = field.write(line, ended, piece);
                known |= written;
                if (!written && member.fields().size() > 1) {
                    piece.writeByte('-');
                }
            }
            if (!known && member.fields().size() == 1) {
                LogLine.writeText("null", out);
            } else if (member.number()) {
                out.writeBytes(piece);
            } else {
                JsonText.writeQuoted(piece, out);
            }
        }
    }
}
