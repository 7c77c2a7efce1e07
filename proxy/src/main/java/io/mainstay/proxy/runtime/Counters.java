// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Named counters and gauges of the engine, one slot per loop. A name is interned to a slot at configuration time; a loop adds to its own row
 * without contention; readers sum the rows. A slot is never reused: the set of names follows configuration, whose
 * size is bounded.
 */
public final class Counters {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int PAD = 16;

    private final AtomicReferenceArray<long[]> rows;
    private final Map<String, Integer> slots = new ConcurrentHashMap<>();
    private final Queue<String> names = new ConcurrentLinkedQueue<>();
    private final AtomicInteger next = new AtomicInteger();

    /** For this many loops. */
    public Counters(int loops) {
        rows = new AtomicReferenceArray<>(loops);
        for (int i = 0; i < loops; i++) {
            rows.set(i, new long[64 + PAD]);
        }
    }

    /**
     * The slot of a name, new or known. Any thread; a new name costs some allocations.
     *
     * @param name Envoy's dotted name, such as {@code http.ingress.downstream_rq_total}
     */
    public int slot(String name) {
        return slots.computeIfAbsent(name, added -> {
            names.add(added);
            return next.getAndIncrement();
        });
    }

    /** Adds on a loop; only that loop's thread may call it. */
    public void add(int loop, int slot, long amount) {
        long[] row = rows.getPlain(loop);
        if (slot >= row.length) {
            row = Arrays.copyOf(row, Math.max(row.length * 2, slot + PAD));
            rows.setRelease(loop, row);
        }
        CELL.setOpaque(row, slot, (long) CELL.getOpaque(row, slot) + amount);
    }

    /** Sum over all loops, as of about now. Any thread. */
    public long value(int slot) {
        long sum = 0;
        for (int i = 0; i < rows.length(); i++) {
            long[] row = rows.getAcquire(i);
            if (slot < row.length) {
                sum += (long) CELL.getOpaque(row, slot);
            }
        }
        return sum;
    }

    /** Every name in order of first use, with its sum. Any thread. */
    public List<Sample> samples() {
        List<Sample> all = new ArrayList<>();
        for (String name : names) {
            Integer slot = slots.get(name);
            if (slot != null) {
                all.add(new Sample(name, value(slot)));
            }
        }
        return all;
    }

    /**
     * A counter's value at a moment.
     *
     * @param name dotted name
     * @param value sum over all loops
     */
    public record Sample(String name, long value) {}
}
