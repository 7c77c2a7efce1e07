// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry.sinks;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogWriterTest {
    @TempDir
    Path folder;

    @Test
    void whatAllLoopsAppendedIsInTheFileAfterClosing() throws IOException {
        Path path = folder.resolve("access.log");
        var writer = new LogWriter(2);
        writer.start();
        LogFile file = writer.file(path.toString());
        for (int i = 0; i < 1000; i++) {
            file.append(i % 2, line("line " + i + "\n"));
        }
        writer.close();

        assertThat(Files.readAllLines(path)).hasSize(1000).contains("line 0", "line 999");
        assertThat(writer.dropped()).isZero();
    }

    @Test
    void aFileThatCannotBeWrittenCountsAndDoesNotStopTheOthers() throws IOException {
        Path good = folder.resolve("good.log");
        var writer = new LogWriter(1);
        writer.file(folder.resolve("missing/bad.log").toString()).append(0, line("lost\n"));
        writer.file(good.toString()).append(0, line("kept\n"));
        writer.start();
        writer.close();

        assertThat(Files.readString(good)).isEqualTo("kept\n");
        assertThat(writer.dropped()).isPositive();
    }

    @Test
    void aFullRingDropsWholeLinesAndCountsThem() throws IOException {
        var ring = new ByteRing(16);

        assertThat(ring.put(line("0123456789"))).isTrue();
        assertThat(ring.put(line("abcdefghij"))).isFalse();
        assertThat(ring.dropped()).isEqualTo(1);
        assertThat(drain(ring)).isEqualTo("0123456789");
        assertThat(ring.put(line("abcdefghij"))).as("wraps round").isTrue();
        assertThat(drain(ring)).isEqualTo("abcdefghij");
    }

    @Test
    void aReaderAndAWriterThreadLoseNothing() throws Exception {
        var ring = new ByteRing(1024);
        var sent = new ArrayList<String>();
        for (int i = 0; i < 2_000; i++) {
            sent.add("line " + i + "\n");
        }
        var producer = new Thread(() -> sent.forEach(text -> {
            while (!ring.put(line(text))) {
                Thread.onSpinWait();
            }
        }));
        producer.start();
        var received = new ByteArrayOutputStream();
        while (producer.isAlive()) {
            if (!ring.drain(Channels.newChannel(received))) {
                Thread.onSpinWait();
            }
        }
        producer.join();
        ring.drain(Channels.newChannel(received));

        assertThat(received.toString(StandardCharsets.UTF_8).lines().toList())
                .isEqualTo(sent.stream().map(String::strip).toList());
    }

    private static String drain(ByteRing ring) throws IOException {
        var out = new ByteArrayOutputStream();
        ring.drain(Channels.newChannel(out));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static ByteBuf line(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
