// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.config;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The single thread on which configuration is parsed, warmed and published. Everything documented as "config thread" runs here. */
public final class ConfigThread implements Executor, AutoCloseable {
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "config");
        thread.setDaemon(true);
        return thread;
    });

    @Override
    public void execute(Runnable work) {
        executor.execute(work);
    }

    /** Runs work later; the result cancels it. */
    public java.util.concurrent.ScheduledFuture<?> schedule(Runnable work, long delayMillis) {
        return executor.schedule(work, delayMillis, TimeUnit.MILLISECONDS);
    }

    /** Runs work here and hands back what it made or threw. */
    public <T> CompletableFuture<T> submit(Callable<T> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.call();
                    } catch (RuntimeException thrown) {
                        throw thrown;
                    } catch (Exception thrown) {
                        throw new CompletionException(thrown);
                    }
                },
                executor);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
