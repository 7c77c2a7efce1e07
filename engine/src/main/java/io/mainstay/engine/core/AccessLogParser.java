// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StderrAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StdoutAccessLog;
import io.mainstay.engine.core.AccessLogConfig.Format;
import io.mainstay.engine.core.AccessLogConfig.Sink;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import io.mainstay.model.ConfigProblem.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code accesslog.v3.AccessLog} with the file, standard output and standard error loggers. */
@SuppressWarnings("deprecation") // control planes still send the deprecated forms
public final class AccessLogParser {
    public static final MessageTable FORMAT_TABLE = MessageTable.of("envoy.config.core.v3.SubstitutionFormatString")
            .value(1, "text_format")
            .value(2, "json_format", "without nested objects")
            .rejected(3, "omit_empty_values", "empty values are written as -")
            .inert(4, "content_type", "only for the bodies of local replies")
            .message(5, "text_format_source", () -> DataSourceParser.TABLE)
            .rejectedList(6, "formatters", "only the built-in command operators")
            .inert(7, "json_format_options", "properties keep their order")
            .build();

    public static final MessageTable FILE_TABLE = MessageTable.of(
                    "envoy.extensions.access_loggers.file.v3.FileAccessLog")
            .value(1, "path")
            .value(2, "format")
            .rejected(3, "json_format", "use log_format")
            .rejected(4, "typed_json_format", "use log_format")
            .message(5, "log_format", () -> FORMAT_TABLE)
            .build();

    public static final MessageTable STDOUT_TABLE = MessageTable.of(
                    "envoy.extensions.access_loggers.stream.v3.StdoutAccessLog")
            .message(1, "log_format", () -> FORMAT_TABLE)
            .build();

    public static final MessageTable STDERR_TABLE = MessageTable.of(
                    "envoy.extensions.access_loggers.stream.v3.StderrAccessLog")
            .message(1, "log_format", () -> FORMAT_TABLE)
            .build();

    public static final MessageTable TABLE = MessageTable.of("envoy.config.accesslog.v3.AccessLog")
            .value(1, "name")
            .rejected(2, "filter", "every request is logged")
            .any(4, "typed_config")
            .build();

    private AccessLogParser() {}

    public static List<AccessLogConfig> parse(List<AccessLog> logs, Problems problems, String field) {
        List<AccessLogConfig> parsed = new ArrayList<>(logs.size());
        for (int i = 0; i < logs.size(); i++) {
            parsed.add(parse(logs.get(i), problems.in(field, i)));
        }
        return parsed;
    }

    private static AccessLogConfig parse(AccessLog log, Problems problems) {
        Problems at = problems.in("typed_config");
        TypedConfig config = MetadataParser.any(log.getTypedConfig());
        ByteString bytes = log.getTypedConfig().getValue();
        try {
            return switch (config.messageName()) {
                case "envoy.extensions.access_loggers.file.v3.FileAccessLog" ->
                    file(log.getName(), FileAccessLog.parseFrom(bytes), at);
                case "envoy.extensions.access_loggers.stream.v3.StdoutAccessLog" -> {
                    StdoutAccessLog stdout = StdoutAccessLog.parseFrom(bytes);
                    yield new AccessLogConfig(
                            log.getName(), new Sink.Stdout(), line(stdout.hasLogFormat(), stdout.getLogFormat(), at));
                }
                case "envoy.extensions.access_loggers.stream.v3.StderrAccessLog" -> {
                    StderrAccessLog stderr = StderrAccessLog.parseFrom(bytes);
                    yield new AccessLogConfig(
                            log.getName(), new Sink.Stderr(), line(stderr.hasLogFormat(), stderr.getLogFormat(), at));
                }
                case "" -> {
                    problems.missing("typed_config");
                    yield nothing(log.getName());
                }
                default -> {
                    at.add(
                            Code.UNKNOWN_TYPE,
                            config.typeUrl() + " (expected: FileAccessLog, StdoutAccessLog or StderrAccessLog)");
                    yield nothing(log.getName());
                }
            };
        } catch (InvalidProtocolBufferException e) {
            at.add(Code.MALFORMED, "not a " + config.messageName() + ": " + e.getMessage());
            return nothing(log.getName());
        }
    }

    private static AccessLogConfig nothing(String name) {
        return new AccessLogConfig(name, new Sink.Stdout(), new Format.Default());
    }

    private static AccessLogConfig file(String name, FileAccessLog file, Problems problems) {
        String path = Read.required(file.getPath(), problems, "path");
        Format format = file.getFormat().isEmpty()
                ? line(file.hasLogFormat(), file.getLogFormat(), problems)
                : new Format.Text(FormatParser.parse(file.getFormat(), problems.in("format")));
        Sink sink =
                switch (path) {
                    case "/dev/stdout" -> new Sink.Stdout();
                    case "/dev/stderr" -> new Sink.Stderr();
                    default -> new Sink.File(path);
                };
        return new AccessLogConfig(name, sink, format);
    }

    private static Format line(boolean set, SubstitutionFormatString format, Problems problems) {
        return set ? format(format, problems.in("log_format")) : new Format.Default();
    }

    /** A format by itself. */
    public static Format format(SubstitutionFormatString format, Problems problems) {
        return switch (format.getFormatCase()) {
            case TEXT_FORMAT -> new Format.Text(FormatParser.parse(format.getTextFormat(), problems.in("text_format")));
            case TEXT_FORMAT_SOURCE -> {
                Problems at = problems.in("text_format_source");
                yield new Format.Text(FormatParser.parse(
                        DataSourceParser.inline(format.getTextFormatSource(), at)
                                .toUtf8(),
                        at));
            }
            case JSON_FORMAT -> new Format.Json(json(format, problems));
            case FORMAT_NOT_SET -> {
                problems.add(Code.MISSING, "one of text_format_source, json_format is required");
                yield new Format.Default();
            }
        };
    }

    private static Map<String, FormatString> json(SubstitutionFormatString format, Problems problems) {
        Map<String, FormatString> fields = new LinkedHashMap<>();
        MetadataParser.struct(List.of(format.getJsonFormat().toByteString()))
                .fields()
                .forEach((name, value) -> {
                    Problems at = problems.in("json_format", name);
                    if (value instanceof Value.Text(String text)) {
                        fields.put(name, FormatParser.parse(text, at));
                    } else {
                        at.add(Code.UNSUPPORTED_FIELD, "only texts are supported as values");
                    }
                });
        return fields;
    }
}
