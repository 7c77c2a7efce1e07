// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry.sinks;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The thread that writes all log files, a few times a second, and sooner when a ring is full. */
public final class LogWriter implements AutoCloseable {
    /** Per loop and file: some thousand lines of Envoy's default format. */
    private static final int RING_BYTES = 1 << 18;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final int loops;
    private final Map<String, LogFile> files = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean closed;

    /** For this many loops; {@link #start()} sets it going. */
    public LogWriter(int loops) {
        this.loops = loops;
        thread = new Thread(this::run, "access-log");
        thread.setDaemon(true);
    }

    /** Begins to write. */
    public void start() {
        thread.start();
    }

    /** The file of this path; the same one however often it is asked for. */
    public LogFile file(String path) {
        return files.computeIfAbsent(path, name -> new LogFile(name, loops, RING_BYTES, this::wake));
    }

    private void wake() {
        LockSupport.unpark(thread);
    }

    /** Opens all files anew, after they have been rotated. */
    public void reopen() {
        files.values().forEach(LogFile::reopen);
        wake();
    }

    /** Lines that were lost, over all files. */
    public long dropped() {
        return files.values().stream().mapToLong(LogFile::dropped).sum();
    }

    private void run() {
        while (!closed) {
            files.values().forEach(LogFile::drain);
            LockSupport.parkNanos(files.isEmpty() ? PAUSE_NANOS * 5 : PAUSE_NANOS);
        }
        files.values().forEach(LogFile::finish);
    }

    /** Writes what has gathered, closes the files and ends the thread. */
    @Override
    public void close() {
        closed = true;
        wake();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
