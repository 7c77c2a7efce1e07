// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.listener;

import io.mainstay.engine.core.Address;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.proxy.handover.Inheritance;
import io.mainstay.proxy.runtime.LoopGroup;
import io.mainstay.proxy.runtime.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A listener that is bound: its sockets and its current version on each loop. Config thread, but for what its loops read. */
final class ActiveListener {
    private final List<Worker> workers;
    private final AtomicLong ids;
    private final AtomicReferenceArray<ListenerOnLoop> current;
    private final ListenSockets sockets;
    private ListenerPlan plan;

    ActiveListener(LoopGroup group, List<Worker> workers, AtomicLong ids, ListenerPlan plan, Executor configThread) {
        this.workers = workers;
        this.ids = ids;
        this.plan = plan;
        this.current = new AtomicReferenceArray<>(workers.size());
        List<Supplier<ListenerOnLoop>> byLoop = new ArrayList<>();
        for (int i = 0; i < workers.size(); i++) {
            int index = i;
            byLoop.add(() -> current.get(index));
        }
        this.sockets = new ListenSockets(group, plan.config(), new AcceptPoint(group.loops(), byLoop), configThread);
    }

    ListenerConfig config() {
        return plan.config();
    }

    /** Makes this version the one connections are accepted under; what was accepted under the one before drains. Completes when all loops have it. */
    CompletableFuture<Void> install(ListenerPlan next) {
        plan = next;
        sockets.reconfigure(next.config());
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < workers.size(); i++) {
            Worker worker = workers.get(i);
            int index = i;
            all.add(CompletableFuture.runAsync(
                    () -> {
                        ListenerOnLoop before = current.getAndSet(index, new ListenerOnLoop(worker, next, ids));
                        if (before != null) {
                            before.drain();
                        }
                    },
                    worker.loop()));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
    }

    /** Takes the sockets that are inherited and binds the others. Completes exceptionally, with everything closed again, when one cannot be bound. */
    CompletableFuture<Void> bind(Inheritance inherited, Reservation reserved, boolean accepts) {
        return sockets.open(inherited, reserved, accepts);
    }

    ListenSockets sockets() {
        return sockets;
    }

    /** Where it is bound, ports resolved. */
    List<Address> addresses() {
        return sockets.addresses();
    }

    /** Stops accepting. */
    CompletableFuture<Void> closeSockets() {
        return sockets.close();
    }

    /** Lets open connections come to their end. */
    void drain() {
        onLoops(ListenerOnLoop::drain);
    }

    /** Ends open connections. */
    void closeConnections() {
        onLoops(ListenerOnLoop::closeAll);
    }

    private void onLoops(Consumer<ListenerOnLoop> work) {
        for (int i = 0; i < workers.size(); i++) {
            int index = i;
            workers.get(i).loop().execute(() -> {
                ListenerOnLoop here = current.get(index);
                if (here != null) {
                    work.accept(here);
                }
            });
        }
    }

    /** How many connections are open under the current version. */
    CompletableFuture<Integer> connections() {
        CompletableFuture<Integer> sum = CompletableFuture.completedFuture(0);
        for (int i = 0; i < workers.size(); i++) {
            int index = i;
            CompletableFuture<Integer> here = CompletableFuture.supplyAsync(
                    () -> {
                        ListenerOnLoop listener = current.get(index);
                        return listener == null ? 0 : listener.connections();
                    },
                    workers.get(i).loop());
            sum = sum.thenCombine(here, Integer::sum);
        }
        return sum;
    }
}
