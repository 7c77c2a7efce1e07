// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.engine.core.FormatString;
import io.mainstay.proxy.filter.StreamInfo;
import io.mainstay.proxy.stream.Headers;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Header values with command operators, evaluated as access logs evaluate them, but for what is unknown, which adds nothing. Each
 * format is compiled when it is first seen. Confined to its loop.
 */
public final class HeaderText {
    /** More formats than any configuration has; beyond that, those of former configurations go. */
    private static final int MAX_FORMATS = 4096;

    private final LogLine line;
    private final IdentityHashMap<FormatString, List<LogField>> compiled = new IdentityHashMap<>();

    HeaderText(LogLine line) {
        this.line = line;
    }

    /**
     * The text now; empty when what it names is absent.
     *
     * @param response without status while there is none
     * @param nowNanos on the clock of {@link StreamInfo#startNanos()}
     */
    public String of(FormatString format, StreamInfo info, Headers request, Headers response, long nowNanos) {
        List<LogField> fields = compiled.get(format);
        if (fields == null) {
            if (compiled.size() >= MAX_FORMATS) {
                compiled.clear();
            }
            fields = LogField.ofHeader(format);
            compiled.put(format, fields);
        }
        long duration = nowNanos - info.startNanos();
        LogLine.Ended ended =
                new LogLine.Ended(info, request, response, duration, line.epochMillis() - duration / 1_000_000);
        ByteBuf out = line.begin();
        for (int i = 0; i < fields.size(); i++) {
            fields.get(i).write(line, ended, out);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
