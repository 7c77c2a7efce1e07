// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class LogTest {
    @Test
    void times_are_what_the_calendar_of_java_says() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        long last = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

        for (int i = 0; i < 100_000; i++) {
            check(random.nextLong(last + 1), seed);
        }
        for (int year = 1970; year <= 9999; year++) {
            long newYear = Instant.parse("%04d-01-01T00:00:00Z".formatted(year)).toEpochMilli();
            check(newYear, seed);
            check(newYear + 59L * 86_400_000, seed); // 1 March, or 29 February
        }
        check(last, seed);
    }

    private static void check(long millis, long seed) {
        StringBuilder text = new StringBuilder();
        Timestamp.append(millis, text);
        assertThat(Instant.parse(text)).as("seed %d: %s", seed, text).isEqualTo(Instant.ofEpochMilli(millis));
        assertThat(text).hasSize("1970-01-01T00:00:00.000Z".length());
    }

    @Test
    void a_line_says_when_how_bad_who_and_what() {
        Log log = new Log("io.mainstay.proxy.Some");

        assertThat(log.line(0, Level.WARN, "it rains", null))
                .isEqualTo("1970-01-01T00:00:00.000Z WARN Some: it rains\n");
        assertThat(log.line(0, Level.ERROR, "it rains", new IllegalStateException("cloud"))
                        .lines())
                .contains("1970-01-01T00:00:00.000Z ERROR Some: it rains", "java.lang.IllegalStateException: cloud");
    }

    @Test
    void libraries_are_heard_only_when_something_is_wrong() {
        assertThat(LoggerFactory.getLogger("io.mainstay.proxy.Some")).isInstanceOf(Log.class);
        assertThat(new Log("io.mainstay.proxy.Some").isInfoEnabled()).isTrue();
        assertThat(new Log("io.mainstay.proxy.Some").isDebugEnabled()).isFalse();
        assertThat(new Log("io.netty.channel.Some").isInfoEnabled()).isFalse();
        assertThat(new Log("io.netty.channel.Some").isWarnEnabled()).isTrue();
        assertThat(new Log("io.netty.bootstrap.Bootstrap").isWarnEnabled()).isFalse();
    }
}
