// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.grpc;

import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.XdsSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * When a new snapshot is pushed: the first change at once, further ones together after a quiet interval; a change of endpoints alone always
 * at once. Pure; confined to its stream.
 */
final class Debounce {
    private final Duration interval;
    private Optional<XdsSnapshot> pushed = Optional.empty();
    private Optional<XdsSnapshot> waiting = Optional.empty();
    private Instant lastPush = Instant.MIN;

    Debounce(Duration interval) {
        this.interval = interval;
    }

    /** What to do with a new snapshot. */
    Decision offer(XdsSnapshot snapshot, Instant now) {
        boolean timerRuns = waiting.isPresent();
        if (pushed.isEmpty() || (!timerRuns && (now.isAfter(quietAt()) || onlyEndpointsDiffer(snapshot)))) {
            return push(snapshot, now);
        }
        waiting = Optional.of(snapshot);
        return timerRuns
                ? new Decision.Wait()
                : new Decision.Arm(Duration.between(now, quietAt()).plusNanos(1));
    }

    /** The timer fired. */
    Decision expired(Instant now) {
        return waiting.map(snapshot -> push(snapshot, now)).orElseGet(Decision.Wait::new);
    }

    private Instant quietAt() {
        return lastPush.plus(interval);
    }

    private Decision push(XdsSnapshot snapshot, Instant now) {
        waiting = Optional.empty();
        pushed = Optional.of(snapshot);
        lastPush = now;
        return new Decision.Push(snapshot);
    }

    private boolean onlyEndpointsDiffer(XdsSnapshot snapshot) {
        XdsSnapshot before = pushed.orElse(XdsSnapshot.EMPTY);
        return TypeUrls.SEND_ORDER.stream()
                .filter(type -> !type.equals(TypeUrls.ENDPOINT))
                .allMatch(type -> same(before.of(type), snapshot.of(type)));
    }

    private static boolean same(Map<String, XdsResource> before, Map<String, XdsResource> after) {
        return before.size() == after.size()
                && after.values().stream().allMatch(resource -> {
                    XdsResource had = before.get(resource.name());
                    return had != null && had.version().equals(resource.version());
                });
    }

    /** What the stream does. */
    sealed interface Decision {
        /** Push this now. */
        record Push(XdsSnapshot snapshot) implements Decision {}

        /** Call {@link Debounce#expired} after this long. */
        record Arm(Duration delay) implements Decision {}

        /** Nothing: a timer runs already, or there is nothing to push. */
        record Wait() implements Decision {}
    }
}
