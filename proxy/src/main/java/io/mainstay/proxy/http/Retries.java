// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.route.RetryDecision;
import io.mainstay.engine.route.RetryDecision.Failure;
import io.mainstay.engine.route.RetryDecision.Verdict;
import io.mainstay.engine.route.RetryPolicy;
import io.mainstay.engine.route.RetryRules;
import io.mainstay.proxy.cluster.CircuitBreaker;
import io.mainstay.proxy.runtime.Worker;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.ResetReason;
import org.jspecify.annotations.Nullable;

/**
 * Keeps count of one request's retries: asks {@link RetryDecision}, then the cluster's budget. One per stream object; confined to its
 * event loop.
 */
final class Retries {
    /** Body kept for another attempt when neither route nor listener says otherwise. */
    static final long BODY_BYTES = 64 * 1024;

    private static final RetryRules NEVER = RetryRules.of(RetryPolicy.NONE);

    private final Worker worker;
    private RetryRules usual = NEVER;
    private RetryRules rules = NEVER;
    private @Nullable CircuitBreaker breaker;
    private int made;
    private boolean charged;
    private boolean reuseChance;

    Retries(Worker worker) {
        this.worker = worker;
    }

    @SuppressWarnings("ReferenceEquality") // policies live as long as their route table
    void begin(RetryPolicy configured, Headers request, CircuitBreaker budget) {
        if (usual.policy() != configured) {
            usual = RetryRules.of(configured);
        }
        rules = RetryRules.of(usual, request);
        breaker = budget;
        made = 0;
        charged = false;
        reuseChance = true;
    }

    /** Whether there may be a retry at all: then the body is worth keeping. */
    boolean possible() {
        return rules.possible();
    }

    /** The one retry nobody needs to configure: a connection that had been idle was closed under the request. */
    boolean takeReuseChance() {
        boolean had = reuseChance;
        reuseChance = false;
        return had;
    }

    /** Whether it may be sent twice. */
    static boolean idempotent(Headers request) {
        return RetryDecision.isIdempotent(request.method(), request.upgrade() != null);
    }

    Verdict onResponse(Headers response, boolean replayable) {
        return charge(RetryDecision.onResponse(rules, response.status(), response, made, replayable));
    }

    Verdict onReset(ResetReason reason, boolean replayable) {
        return charge(RetryDecision.onFailure(rules, failure(reason), made, replayable));
    }

    Verdict onTimeout(boolean replayable) {
        return charge(RetryDecision.onFailure(rules, Failure.TIMEOUT, made, replayable));
    }

    private static Failure failure(ResetReason reason) {
        return switch (reason) {
            case REMOTE_REFUSED -> Failure.REFUSED;
            case CONNECTION_FAILURE, CONNECT_TIMEOUT -> Failure.NEVER_SENT;
            case OVERFLOW -> Failure.OVERFLOW;
            case LOCAL_RESET, REMOTE_RESET, CONNECTION_TERMINATION, REUSED_CONNECTION_TERMINATION, PROTOCOL_ERROR ->
                Failure.RESET;
        };
    }

    /** A retry that is to be made takes its place in the budget; without one the failure stands. */
    private Verdict charge(Verdict verdict) {
        CircuitBreaker budget = breaker;
        if (budget == null) {
            return Verdict.NOT_ASKED_FOR;
        }
        if (verdict != Verdict.RETRY) {
            return verdict;
        }
        discharge();
        if (!budget.tryAcquire(CircuitBreaker.Resource.RETRIES)) {
            return Verdict.NOT_ASKED_FOR;
        }
        charged = true;
        made++;
        return Verdict.RETRY;
    }

    /** How long to wait before the retry just granted. */
    long backoffNanos() {
        return RetryDecision.backoffNanos(rules.policy(), made, worker.random());
    }

    private void discharge() {
        CircuitBreaker budget = breaker;
        if (charged && budget != null) {
            charged = false;
            budget.release(CircuitBreaker.Resource.RETRIES);
        }
    }

    /** No more retries: gives back what the budget was charged. */
    void end() {
        discharge();
        breaker = null;
        rules = NEVER;
    }
}
