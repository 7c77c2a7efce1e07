// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.proxy.filter.ConnectionInfo;
import io.mainstay.proxy.filter.ConnectionObserver;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.telemetry.sinks.LogFile;
import io.netty.buffer.ByteBuf;

/** Writes a line per connection of one TCP proxy on one loop, when it has ended. Confined to that loop. */
final class ConnectionLog implements ConnectionObserver {
    private final LogFormat format;
    private final LogFile file;
    private final int loop;
    private final LogLine line;
    private final Headers none = new Headers();

    ConnectionLog(LogFormat format, LogFile file, int loop, LogLine line) {
        this.format = format;
        this.file = file;
        this.loop = loop;
        this.line = line;
    }

    @Override
    public void onOpen(ConnectionInfo info) {}

    @Override
    public void onTraffic(ConnectionInfo info, Upstream upstream, long receivedBytes, long sentBytes) {}

    @Override
    public void onClose(ConnectionInfo info, Summary summary) {
        long startMillis = line.epochMillis() - summary.durationNanos() / 1_000_000;
        ByteBuf out = line.begin();
        format.write(
                line,
                new LogLine.Ended(
                        new ConnectionAsStream(info, summary), none, none, summary.durationNanos(), startMillis),
                out);
        file.append(loop, out);
    }
}
