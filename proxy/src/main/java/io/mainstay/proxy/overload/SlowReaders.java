// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.overload;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The connections from clients on one event loop, for when memory runs out: what waits for a client that does not read is what a
 * stranger can make grow. Confined to its event loop.
 */
public final class SlowReaders {
    private final Set<Reader> open = new LinkedHashSet<>();

    /** A connection from a client. */
    public interface Reader {
        /** Bytes that wait until the client reads, or gives window for them. */
        long waiting();

        /** Closes it at once; what waits is let go. */
        void cutOff();
    }

    private record Debt(Reader reader, long bytes) {}

    public void add(Reader reader) {
        open.add(reader);
    }

    public void remove(Reader reader) {
        open.remove(reader);
    }

    /**
     * Cuts off those for whom most waits, until so many bytes are let go.
     *
     * @return bytes that waited for those cut off; fewer than asked for when no more wait
     */
    public long shed(long bytes) {
        List<Debt> debts = open.stream()
                .map(reader -> new Debt(reader, reader.waiting()))
                .filter(debt -> debt.bytes() > 0)
                .sorted(Comparator.comparingLong(Debt::bytes).reversed())
                .toList();
        long shed = 0;
        for (Debt debt : debts) {
            if (shed >= bytes) {
                break;
            }
            shed += debt.bytes();
            debt.reader().cutOff();
        }
        return shed;
    }
}
