// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class FloodGuardTest {
    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONG = TimeUnit.SECONDS.toNanos(2);

    private final FloodGuard guard = new FloodGuard(1000);

    /** How often it is borne. */
    private static int borne(BooleanSupplier frame) {
        int count = 0;
        while (!frame.getAsBoolean()) {
            count++;
            if (count > 100_000) {
                return Integer.MAX_VALUE;
            }
        }
        return count;
    }

    @Test
    void answersMayPileUpOnlyWhileTheyCannotBeSentAndOnlySoFar() {
        assertThat(borne(() -> guard.control(true))).isEqualTo(Integer.MAX_VALUE);
        assertThat(borne(() -> guard.control(false))).isEqualTo(1000);
    }

    @Test
    void emptyDataIsBorneTenTimesInARow() {
        assertThat(borne(() -> guard.data(0, false))).isEqualTo(10);
        assertThat(guard.data(1, false)).isFalse();
        assertThat(borne(() -> guard.data(0, false))).isEqualTo(10);
        assertThat(borne(() -> guard.data(0, true))).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void prioritiesAreBorneByNumberOfStreams() {
        guard.streamOpened();

        assertThat(borne(guard::priority)).isEqualTo(200);
    }

    @Test
    void windowUpdatesAreBorneByWhatWasSent() {
        guard.streamOpened();
        guard.dataSent(1);

        assertThat(borne(guard::windowUpdate)).isEqualTo(5 + 2 * (1 + 10));
    }

    @Test
    void aPeerThatMostlyResetsWhatItOpensIsAnAttacker() {
        assertThat(borne(() -> guard.streamClosed(true, SHORT))).isEqualTo(249);
    }

    @Test
    void aPeerThatResetsFewOfManyStreamsOrLateIsNot() {
        for (int i = 0; i < 100_000; i++) {
            assertThat(guard.streamClosed(i % 3 == 0, SHORT)).isFalse();
            assertThat(guard.streamClosed(i % 2 == 0, LONG)).isFalse();
        }
    }
}
