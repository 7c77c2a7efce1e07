// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import java.util.List;
import java.util.Locale;

/** {@code %GRPC_STATUS(…)%}: the status of a gRPC call by name or number; a status without a name is its number. */
final class GrpcStatusField {
    /** By number, as gRPC's statuscodes document spells them. */
    private static final List<String> NAMES = List.of(
            "OK",
            "CANCELLED",
            "UNKNOWN",
            "INVALID_ARGUMENT",
            "DEADLINE_EXCEEDED",
            "NOT_FOUND",
            "ALREADY_EXISTS",
            "PERMISSION_DENIED",
            "RESOURCE_EXHAUSTED",
            "FAILED_PRECONDITION",
            "ABORTED",
            "OUT_OF_RANGE",
            "UNIMPLEMENTED",
            "INTERNAL",
            "UNAVAILABLE",
            "DATA_LOSS",
            "UNAUTHENTICATED");

    private static final List<String> CAMEL =
            NAMES.stream().map(GrpcStatusField::camel).toList();

    private GrpcStatusField() {}

    static LogField of(String style) {
        List<String> names =
                switch (style) {
                    case "NUMBER" -> List.of();
                    case "SNAKE_STRING" -> NAMES;
                    default -> CAMEL;
                };
        return (line, ended, out) -> {
            int status = StreamMetrics.grpcStatus(ended.info(), ended.request(), ended.response());
            if (status < 0) {
                return false;
            }
            return status < names.size() ? LogLine.writeText(names.get(status), out) : LogLine.writeNumber(status, out);
        };
    }

    /** As Envoy: {@code OK}, {@code Canceled}, {@code InvalidArgument}. */
    private static String camel(String name) {
        if (name.equals("OK")) {
            return name;
        }
        if (name.equals("CANCELLED")) {
            return "Canceled";
        }
        StringBuilder text = new StringBuilder(name.length());
        for (String word : name.split("_", -1)) {
            text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }
}
