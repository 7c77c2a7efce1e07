// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.registry;

import io.mainstay.controlplane.state.WorkloadName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who has been heard of in time. In memory alone. A workload whose lease ran out is unhealthy; when it has been silent for
 * {@link #FORGET} it is gone. Any thread.
 */
final class Leases {
    static final Duration LEASE = Duration.ofSeconds(10);
    static final Duration FORGET = Duration.ofSeconds(60);

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<WorkloadName, Long> heardAtMillis = new HashMap<>();

    Leases(InstantSource clock) {
        this.clock = clock;
    }

    /** What the clock makes of the leases. */
    record Standing(Set<WorkloadName> unhealthy, Set<WorkloadName> gone) {
        Standing {
            unhealthy = Set.copyOf(unhealthy);
            gone = Set.copyOf(gone);
        }
    }

    void renew(WorkloadName name) {
        lock.lock();
        try {
            heardAtMillis.put(name, clock.millis());
        } finally {
            lock.unlock();
        }
    }

    void drop(Collection<WorkloadName> names) {
        lock.lock();
        try {
            names.forEach(heardAtMillis::remove);
        } finally {
            lock.unlock();
        }
    }

    boolean knows(WorkloadName name) {
        lock.lock();
        try {
            return heardAtMillis.containsKey(name);
        } finally {
            lock.unlock();
        }
    }

    boolean alive(WorkloadName name) {
        lock.lock();
        try {
            Long heard = heardAtMillis.get(name);
            return heard != null && clock.millis() - heard <= LEASE.toMillis();
        } finally {
            lock.unlock();
        }
    }

    Standing standing() {
        long now = clock.millis();
        Set<WorkloadName> unhealthy = new HashSet<>();
        Set<WorkloadName> gone = new HashSet<>();
        lock.lock();
        try {
            heardAtMillis.forEach((name, heard) -> {
                if (now - heard > FORGET.toMillis()) {
                    gone.add(name);
                } else if (now - heard > LEASE.toMillis()) {
                    unhealthy.add(name);
                }
            });
        } finally {
            lock.unlock();
        }
        return new Standing(unhealthy, gone);
    }
}
