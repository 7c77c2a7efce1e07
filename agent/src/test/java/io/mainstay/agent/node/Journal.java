// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.node;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** What happened, in order, and a way to wait until something has. */
final class Journal {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(40);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final List<String> lines = new ArrayList<>();

    void add(String line) {
        lock.lock();
        try {
            lines.add(line);
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    List<String> lines() {
        lock.lock();
        try {
            return List.copyOf(lines);
        } finally {
            lock.unlock();
        }
    }

    void await(Predicate<List<String>> condition) throws InterruptedException {
        lock.lock();
        try {
            long left = PATIENCE_NANOS;
            while (!condition.test(lines)) {
                left = grown.awaitNanos(left);
                if (left <= 0) {
                    throw new AssertionError("waited in vain; what happened: " + lines);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    void awaitLine(String part) throws InterruptedException {
        await(all -> all.stream().anyMatch(line -> line.contains(part)));
    }
}
