// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.engine.cluster.CircuitBreakers.RetryBudget;
import io.mainstay.engine.cluster.CircuitBreakers.Thresholds;
import io.mainstay.proxy.cluster.CircuitBreaker.Resource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static Thresholds limits(int requests, int retries, Optional<RetryBudget> budget) {
        return new Thresholds(1024, 1024, requests, retries, budget, false);
    }

    @Test
    void beyondTheLimitItRefusesAndCounts() {
        CircuitBreaker breaker = new CircuitBreaker(limits(2, 3, Optional.empty()));

        assertThat(breaker.tryAcquire(Resource.REQUESTS)).isTrue();
        assertThat(breaker.tryAcquire(Resource.REQUESTS)).isTrue();
        assertThat(breaker.tryAcquire(Resource.REQUESTS)).isFalse();
        assertThat(breaker.overflows(Resource.REQUESTS)).isOne();

        breaker.release(Resource.REQUESTS);
        assertThat(breaker.tryAcquire(Resource.REQUESTS)).isTrue();
        assertThat(breaker.active(Resource.REQUESTS)).isEqualTo(2);
        assertThat(breaker.active(Resource.CONNECTIONS)).isZero();
    }

    @Test
    void retriesFollowTheBudgetAndNotTheFixedNumber() {
        CircuitBreaker breaker = new CircuitBreaker(limits(1024, 0, Optional.of(new RetryBudget(20, 3))));
        assertThat(breaker.limit(Resource.RETRIES)).isEqualTo(3);

        for (int i = 0; i < 40; i++) {
            breaker.acquire(i % 2 == 0 ? Resource.REQUESTS : Resource.PENDING);
        }

        assertThat(breaker.limit(Resource.RETRIES)).isEqualTo(8);
        for (int i = 0; i < 8; i++) {
            assertThat(breaker.tryAcquire(Resource.RETRIES)).isTrue();
        }
        assertThat(breaker.tryAcquire(Resource.RETRIES)).isFalse();
    }

    @Test
    void newLimitsHoldOverOldCounts() {
        CircuitBreaker breaker = new CircuitBreaker(limits(5, 3, Optional.empty()));
        breaker.tryAcquire(Resource.REQUESTS);
        breaker.tryAcquire(Resource.REQUESTS);

        breaker.configure(limits(2, 3, Optional.empty()));

        assertThat(breaker.tryAcquire(Resource.REQUESTS)).isFalse();
    }

    @Test
    void twoThreadsTogetherNeverGetMoreThanTheLimit() throws InterruptedException {
        CircuitBreaker breaker = new CircuitBreaker(limits(1000, 3, Optional.empty()));
        AtomicInteger taken = new AtomicInteger();
        Runnable greedy = () -> {
            for (int i = 0; i < 5000; i++) {
                if (breaker.tryAcquire(Resource.REQUESTS)) {
                    taken.incrementAndGet();
                }
            }
        };

        Thread one = Thread.ofPlatform().start(greedy);
        Thread two = Thread.ofPlatform().start(greedy);
        one.join();
        two.join();

        assertThat(taken).hasValue(1000);
        assertThat(breaker.overflows(Resource.REQUESTS)).isEqualTo(9000);
    }
}
