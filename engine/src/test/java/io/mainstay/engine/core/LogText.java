// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import com.google.protobuf.Any;
import com.google.protobuf.TextFormat;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StdoutAccessLog;

/** Access logs from text. */
final class LogText {
    private LogText() {}

    /** One that goes to standard output, from the text of its settings. */
    static AccessLog parse(String stdout) {
        try {
            return AccessLog.newBuilder()
                    .setName("log")
                    .setTypedConfig(Any.pack(TextFormat.parse(stdout, StdoutAccessLog.class)))
                    .build();
        } catch (TextFormat.ParseException e) {
            throw new IllegalArgumentException(stdout, e);
        }
    }
}
