// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.logging;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** One logger: time in UTC, level, the class's simple name, the message. Any thread. */
final class Log extends LegacyAbstractLogger implements LoggingEventAware {
    private static final long serialVersionUID = 1;
    private static final PrintStream ERR =
            new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8);

    private final int threshold;
    private final String source;

    Log(String name) {
        this.name = name;
        this.source = name.substring(name.lastIndexOf('.') + 1);
        this.threshold = threshold(name).toInt();
    }

    /** What others say at length is left out. */
    private static Level threshold(String name) {
        if (name.startsWith("io.netty.bootstrap.")) {
            return Level.ERROR; // gRPC sets SO_KEEPALIVE on Unix sockets too
        }
        return name.startsWith("io.mainstay.") ? Level.INFO : Level.WARN;
    }

    private boolean enabled(Level level) {
        return level.toInt() >= threshold;
    }

    @Override
    public boolean isTraceEnabled() {
        return enabled(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return enabled(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return enabled(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return enabled(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return enabled(Level.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            @Nullable String message,
            Object @Nullable [] arguments,
            @Nullable Throwable throwable) {
        write(level, MessageFormatter.basicArrayFormat(message, arguments), throwable);
    }

    /** Keys and values repeat what the message says, for back ends that keep them apart. */
    @Override
    public void log(LoggingEvent event) {
        write(
                event.getLevel(),
                MessageFormatter.basicArrayFormat(event.getMessage(), event.getArgumentArray()),
                event.getThrowable());
    }

    private void write(Level level, @Nullable String message, @Nullable Throwable throwable) {
        ERR.print(line(System.currentTimeMillis(), level, message, throwable));
        ERR.flush();
    }

    String line(long millis, Level level, @Nullable String message, @Nullable Throwable throwable) {
        StringBuilder line = new StringBuilder(120);
        Timestamp.append(millis, line);
        line.append(' ')
                .append(level)
                .append(' ')
                .append(source)
                .append(": ")
                .append(message)
                .append('\n');
        if (throwable != null) {
            StringWriter trace = new StringWriter();
            throwable.printStackTrace(new PrintWriter(trace));
            line.append(trace);
        }
        return line.toString();
    }
}
