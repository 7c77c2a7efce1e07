// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry.sinks;

import io.netty.buffer.ByteBuf;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file, or a standard stream, that lines of all loops are appended to. Opened by the writer thread when the first line arrives. */
public final class LogFile {
    /** The name that stands for standard output. */
    public static final String STDOUT = "/dev/stdout";

    /** The name that stands for standard error. */
    public static final String STDERR = "/dev/stderr";

    private static final Logger LOGGER = LoggerFactory.getLogger(LogFile.class);

    private final String path;
    private final List<ByteRing> rings;
    private final Runnable wake;
    private volatile boolean reopen;
    private @Nullable FileChannel channel;
    private final AtomicLong failed = new AtomicLong();

    LogFile(String path, int loops, int ringBytes, Runnable wake) {
        this.path = path;
        this.wake = wake;
        var made = new ArrayList<ByteRing>();
        for (int i = 0; i < loops; i++) {
            made.add(new ByteRing(ringBytes));
        }
        rings = List.copyOf(made);
    }

    public String path() {
        return path;
    }

    /** Appends a line, or drops it when the writer is too far behind. That loop only. Borrows the line. */
    public void append(int loop, ByteBuf line) {
        if (!rings.get(loop).put(line)) {
            wake.run();
        }
    }

    /** Lines lost because the ring was full, and drains lost because the file could not be written. */
    public long dropped() {
        long lost = failed.get();
        for (ByteRing ring : rings) {
            lost += ring.dropped();
        }
        return lost;
    }

    /** Closes the file before the next line, so that a rotated one begins anew. */
    void reopen() {
        reopen = true;
    }

    /** Writes out what has gathered. Writer thread only. */
    void drain() {
        if (reopen) {
            reopen = false;
            close();
        }
        for (ByteRing ring : rings) {
            try {
                FileChannel open = channel;
                if (open == null) {
                    open = open();
                    channel = open;
                }
                ring.drain(open);
            } catch (IOException e) {
                if (failed.getAndIncrement() == 0) {
                    LOGGER.atWarn()
                            .addKeyValue("path", path)
                            .addKeyValue("cause", e.toString())
                            .log("cannot write access log");
                }
                ring.skip();
                close();
            }
        }
    }

    private FileChannel open() throws IOException {
        return switch (path) {
            case STDOUT -> standard(FileDescriptor.out);
            case STDERR -> standard(FileDescriptor.err);
            default ->
                FileChannel.open(
                        Path.of(path), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        };
    }

    @SuppressWarnings("resource") // belongs to the process, which closes it
    private static FileChannel standard(FileDescriptor descriptor) {
        return new FileOutputStream(descriptor).getChannel();
    }

    private void close() {
        FileChannel open = channel;
        channel = null;
        if (open == null || path.equals(STDOUT) || path.equals(STDERR)) {
            return;
        }
        try {
            open.close();
        } catch (IOException e) {
            LOGGER.atDebug()
                    .addKeyValue("path", path)
                    .addKeyValue("cause", e.toString())
                    .log("cannot close access log");
        }
    }

    /** Writes what is left and closes. Writer thread only. */
    void finish() {
        drain();
        close();
    }
}
