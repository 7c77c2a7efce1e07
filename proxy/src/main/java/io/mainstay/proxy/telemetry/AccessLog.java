// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.engine.core.AccessLogConfig;
import io.mainstay.proxy.filter.StreamInfo;
import io.mainstay.proxy.filter.StreamObserver;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.telemetry.sinks.LogFile;
import io.mainstay.proxy.telemetry.sinks.LogWriter;
import io.netty.buffer.ByteBuf;

/**
 * Writes a line per stream of one listener on one loop. Confined to that loop; the line is put together in a buffer that all logs of the
 * loop share.
 */
final class AccessLog implements StreamObserver {
    private final LogFormat format;
    private final LogFile file;
    private final int loop;
    private final LogLine line;

    AccessLog(LogFormat format, LogFile file, int loop, LogLine line) {
        this.format = format;
        this.file = file;
        this.loop = loop;
        this.line = line;
    }

    static LogFile file(AccessLogConfig.Sink sink, LogWriter writer) {
        return switch (sink) {
            case AccessLogConfig.Sink.Stdout() -> writer.file(LogFile.STDOUT);
            case AccessLogConfig.Sink.Stderr() -> writer.file(LogFile.STDERR);
            case AccessLogConfig.Sink.File(String path) -> writer.file(path);
        };
    }

    @Override
    public void onStreamEnd(StreamInfo info, Headers request, Headers response, long durationNanos) {
        long startMillis = line.epochMillis() - durationNanos / 1_000_000;
        ByteBuf out = line.begin();
        format.write(line, new LogLine.Ended(info, request, response, durationNanos, startMillis), out);
        file.append(loop, out);
    }
}
