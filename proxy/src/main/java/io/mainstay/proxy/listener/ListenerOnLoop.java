// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.listener;

import io.mainstay.engine.core.Address;
import io.mainstay.engine.listener.FilterChainConfig;
import io.mainstay.engine.listener.FilterChainTable;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.proxy.filter.NetworkFilter;
import io.mainstay.proxy.overload.SlowReaders;
import io.mainstay.proxy.runtime.Sockets;
import io.mainstay.proxy.runtime.Worker;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One version of a listener on one loop: its chains and the connections accepted under it. A new version takes the place of the old, which drains. Confined to its event
 * loop.
 */
final class ListenerOnLoop {
    /** Connection ids, unique in the process. */
    private final AtomicLong ids;

    private final Worker worker;
    private final ListenerConfig config;
    private final FilterChainTable table;
    private final IdentityHashMap<FilterChainConfig, ChainOnLoop> chains = new IdentityHashMap<>();
    private final Set<Live> live = new LinkedHashSet<>();
    private final Optional<String> callerIdentity;
    private final int total;
    private final int active;
    private final int destroyed;
    private final int tooMany;
    private final int noMemory;
    private final int shed;
    private final WriteBufferWaterMark waterMark;
    private boolean draining;

    /** A connection on its way to, or in, its filter. */
    final class Live implements SlowReaders.Reader {
        private final Channel channel;
        private NetworkFilter.@Nullable Connection connection;

        private Live(Channel channel) {
            this.channel = channel;
        }

        /** Its filter has taken it. */
        void serving(NetworkFilter.Connection taken) {
            connection = taken;
            if (draining) {
                taken.drain();
            }
        }

        @Override
        public long waiting() {
            ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
            NetworkFilter.Connection taken = connection;
            return (unsent == null ? 0 : unsent.totalPendingWriteBytes()) + (taken == null ? 0 : taken.waiting());
        }

        @Override
        public void cutOff() {
            worker.count(shed);
            Sockets.close(channel);
        }

        /** One that is still on its way drains when it has arrived: its client has done nothing to be turned away. */
        private void drain() {
            NetworkFilter.Connection taken = connection;
            if (taken != null) {
                taken.drain();
            }
        }
    }

    ListenerOnLoop(Worker worker, ListenerPlan plan, AtomicLong ids) {
        this.worker = worker;
        this.ids = ids;
        this.config = plan.config();
        this.table = plan.table();
        int high = Math.max(config.perConnectionBufferLimitBytes() / 4, 1);
        this.waterMark = new WriteBufferWaterMark(high / 2, high);
        this.callerIdentity = config.metadata().text("mainstay.io/identity", "principal");
        String stats = "listener." + statName(config) + ".downstream_cx_";
        total = worker.slot(stats + "total");
        active = worker.slot(stats + "active");
        destroyed = worker.slot(stats + "destroy");
        tooMany = worker.slot("listener." + statName(config) + ".downstream_global_cx_overflow");
        noMemory = worker.slot(stats + "overload_reject");
        shed = worker.slot("mainstay.downstream_cx_overload_close");
        plan.chains()
                .forEach((key, chain) -> chains.put(
                        key,
                        new ChainOnLoop(
                                chain.socket(),
                                chain.filter().create(worker),
                                chain.config().transportSocketConnectTimeout().toNanos())));
    }

    /** Envoy's: {@code stat_prefix}, else the configured address with an underscore before the port. */
    private static String statName(ListenerConfig config) {
        if (!config.statPrefix().isEmpty()) {
            return config.statPrefix();
        }
        return switch (config.address()) {
            case Address.Socket(String host, int port) -> host + "_" + port;
            case Address.Pipe(String path, int _) -> path;
        };
    }

    Worker worker() {
        return worker;
    }

    ListenerConfig config() {
        return config;
    }

    /** {@code per_connection_buffer_limit_bytes}, in four parts: each direction has two buffers. */
    WriteBufferWaterMark waterMark() {
        return waterMark;
    }

    Optional<String> callerIdentity() {
        return callerIdentity;
    }

    FilterChainTable table() {
        return table;
    }

    @Nullable
    ChainOnLoop chain(FilterChainConfig chosen) {
        return chains.get(chosen);
    }

    long nextId() {
        return ids.incrementAndGet();
    }

    /** Whether there is a place for one more in this process; else it is closed and counted. A place is held until the connection closes. */
    boolean enter(Channel channel) {
        switch (worker.overload().enter()) {
            case ADMITTED -> {
                channel.closeFuture().addListener(closed -> worker.overload().leave());
                return true;
            }
            case TOO_MANY -> worker.count(tooMany);
            case NO_MEMORY -> worker.count(noMemory);
        }
        Sockets.close(channel);
        return false;
    }

    /** Counts a connection in, until it closes. */
    Live admit(Channel channel) {
        Live one = new Live(channel);
        live.add(one);
        worker.slowReaders().add(one);
        worker.count(total);
        worker.count(active);
        channel.closeFuture().addListener(closed -> {
            live.remove(one);
            worker.slowReaders().remove(one);
            worker.count(active, -1);
            worker.count(destroyed);
        });
        return one;
    }

    /** Takes nothing new, ends what is open at its next good moment. */
    void drain() {
        if (!draining) {
            draining = true;
            for (Live one : Set.copyOf(live)) {
                one.drain();
            }
        }
    }

    /** Closes what has not ended by itself. */
    void closeAll() {
        for (Live one : Set.copyOf(live)) {
            Sockets.close(one.channel);
        }
    }

    int connections() {
        return live.size();
    }
}
