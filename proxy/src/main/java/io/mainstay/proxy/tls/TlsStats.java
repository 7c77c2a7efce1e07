// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.mainstay.proxy.runtime.Counters;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts of one leg. Handshakes are rare and dear, so adders shared by loops are good enough. Any thread. */
public final class TlsStats {
    private final String prefix;
    private final Map<TlsEvent, LongAdder> counts = new EnumMap<>(TlsEvent.class);

    /**
     * All zero.
     *
     * @param prefix before {@code ssl.}, with its dot
     */
    public TlsStats(String prefix) {
        this.prefix = prefix;
        for (TlsEvent event : TlsEvent.values()) {
            counts.put(event, new LongAdder());
        }
    }

    void count(TlsEvent event) {
        adder(event).increment();
    }

    public long value(TlsEvent event) {
        return adder(event).sum();
    }

    private LongAdder adder(TlsEvent event) {
        return Objects.requireNonNull(counts.get(event));
    }

    /** In the form of the engine's other counters. */
    public List<Counters.Sample> samples() {
        List<Counters.Sample> all = new ArrayList<>();
        for (TlsEvent event : TlsEvent.values()) {
            all.add(new Counters.Sample(prefix + "ssl." + event.statName(), value(event)));
        }
        return all;
    }
}
