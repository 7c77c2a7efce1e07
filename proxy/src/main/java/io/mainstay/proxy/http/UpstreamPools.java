// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.proxy.cluster.Cluster;
import io.mainstay.proxy.cluster.Endpoint;
import io.mainstay.proxy.runtime.TimerWheel;
import io.mainstay.proxy.runtime.Worker;
import io.mainstay.proxy.stream.HttpProtocol;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** All upstream pools of one event loop, for all its listeners. Confined to it. */
public final class UpstreamPools {
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Worker worker;
    private final UpstreamConnector connector;
    private final Supplier<Map<String, Cluster>> clusters;
    private final Map<PoolKey, EndpointPool> pools = new HashMap<>();
    private final IdentityHashMap<Endpoint, EndpointPool> recent = new IdentityHashMap<>();
    private final Function<PoolKey, EndpointPool> make;
    private final Sweep sweep = new Sweep();

    UpstreamPools(Worker worker, UpstreamConnector connector, Supplier<Map<String, Cluster>> clusters) {
        this.worker = worker;
        this.connector = connector;
        this.clusters = clusters;
        this.make = key -> new EndpointPool(key, worker, this.connector);
    }

    /** The pool for these, made when there is none. */
    EndpointPool pool(
            Cluster cluster, Endpoint endpoint, HttpProtocol protocol, Optional<String> caller, String serverName) {
        EndpointPool last = recent.get(endpoint);
        if (last != null && last.key().is(cluster, protocol, caller, serverName)) {
            return last;
        }
        if (!sweep.armed()) {
            worker.timers().arm(sweep, SWEEP_NANOS);
        }
        EndpointPool pool = pools.computeIfAbsent(new PoolKey(cluster, endpoint, protocol, caller, serverName), make);
        recent.put(endpoint, pool);
        return pool;
    }

    /** Connections now, for tests and admin. */
    public int connections() {
        return pools.values().stream().mapToInt(EndpointPool::connections).sum();
    }

    /** Retires pools of endpoints and clusters that are gone. */
    private final class Sweep extends TimerWheel.Timeout {
        @Override
        protected void expired() {
            Map<String, Cluster> now = clusters.get();
            recent.clear();
            for (Iterator<EndpointPool> i = pools.values().iterator(); i.hasNext(); ) {
                EndpointPool pool = i.next();
                PoolKey key = pool.key();
                if (key.endpoint().removed() || now.get(key.cluster().name()) != key.cluster()) {
                    pool.retire();
                    if (pool.empty()) {
                        i.remove();
                    }
                }
            }
            if (!pools.isEmpty()) {
                worker.timers().arm(this, SWEEP_NANOS);
            }
        }
    }
}
