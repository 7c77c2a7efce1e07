// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.run;

import io.mainstay.agent.control.ControlConnection;
import io.mainstay.agent.control.ControlMessage;
import io.mainstay.agent.control.ControlMessage.Verb;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The conversation with the host's node. When the node is replaced the link finds the new one and says again what it has
 * said: who is there, and how far it has come.
 */
final class NodeLink implements AutoCloseable {
    private static final long AGAIN_MILLIS = 100;

    private final Path socket;
    private final Duration patience;
    private final Consumer<String> progress;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Verb, CompletableFuture<ControlMessage>> awaited = new EnumMap<>(Verb.class);
    private final Thread receiver = Thread.ofVirtual().name("node-link").unstarted(this::receive);

    // Guarded by lock: what a new node must be told.
    private ControlMessage enrol = ControlMessage.of(Verb.ENROL);
    private @Nullable ControlMessage latest;
    private @Nullable ControlConnection connection;
    private volatile boolean closed;

    /**
     * Prepares a link.
     *
     * @param patience how long to wait for the first node
     */
    NodeLink(Path socket, Duration patience, Consumer<String> progress) {
        this.socket = socket;
        this.patience = patience;
        this.progress = progress;
        for (Verb verb : new Verb[] {Verb.ADMITTED, Verb.SERVING, Verb.DRAINED, Verb.FORGOTTEN}) {
            awaited.put(verb, new CompletableFuture<>());
        }
    }

    /** Connects and enrols; what the node admits comes back. */
    ControlMessage enrol(Map<String, String> workload) throws IOException, InterruptedException {
        lock.lock();
        try {
            enrol = new ControlMessage(Verb.ENROL, workload);
        } finally {
            lock.unlock();
        }
        receiver.start();
        ControlMessage admitted = await(Verb.ADMITTED);
        Map<String, String> named = new LinkedHashMap<>(workload);
        named.put("name", admitted.field("name"));
        lock.lock();
        try {
            enrol = new ControlMessage(Verb.ENROL, named);
        } finally {
            lock.unlock();
        }
        return admitted;
    }

    private IOException absent(IOException cause) {
        return new IOException(
                "no node answers at " + socket + " (" + cause.getMessage()
                        + "); start one with 'mainstay node', or name its socket with --node",
                cause);
    }

    /** Tells the node how far things have come; a node that comes later is told too. */
    void tell(ControlMessage message) {
        lock.lock();
        try {
            latest = message;
            if (connection != null) {
                connection.send(message);
            }
        } catch (IOException _) {
            // The receiver notices the break and says it again to the next node.
        } finally {
            lock.unlock();
        }
    }

    ControlMessage await(Verb verb) throws IOException, InterruptedException {
        try {
            return future(verb).get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IOException(cause == null ? e.getMessage() : cause.getMessage(), e);
        }
    }

    /** Whether it was said in time. */
    boolean await(Verb verb, Duration patience) throws InterruptedException {
        try {
            future(verb).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException _) {
            return false;
        }
    }

    /** Whether it was said in time, or did not matter any more: when {@code instead} has happened nobody needs to wait. */
    boolean await(Verb verb, CompletableFuture<?> instead, Duration patience) throws InterruptedException {
        try {
            CompletableFuture.anyOf(future(verb), instead).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException _) {
            return false;
        }
    }

    private CompletableFuture<ControlMessage> future(Verb verb) {
        CompletableFuture<ControlMessage> future = awaited.get(verb);
        if (future == null) {
            throw new IllegalArgumentException("a node does not say " + verb);
        }
        return future;
    }

    private void receive() {
        while (!future(Verb.ADMITTED).isCompletedExceptionally() && connect()) {
            try {
                ControlConnection current = current();
                for (Optional<ControlMessage> message = current.receive(); message.isPresent(); ) {
                    heard(message.get());
                    message = current.receive();
                }
            } catch (IOException _) {
                // Broken is as good as closed: the next node is looked for.
            }
            if (!closed && future(Verb.ADMITTED).isDone()) {
                progress.accept("the node went away; waiting for the next one");
            }
        }
    }

    private ControlConnection current() throws IOException {
        lock.lock();
        try {
            if (connection == null) {
                throw new IOException("not connected");
            }
            return connection;
        } finally {
            lock.unlock();
        }
    }

    private void heard(ControlMessage message) {
        switch (message.verb()) {
            case PROGRESS -> progress.accept(message.field("text"));
            case REFUSED -> {
                progress.accept("refused: " + message.field("reason"));
                future(Verb.ADMITTED).completeExceptionally(new IOException(message.field("reason")));
            }
            case ADMITTED, SERVING, DRAINED, FORGOTTEN -> future(message.verb()).complete(message);
            case ENROL, LISTENING, DRAIN, GONE -> progress.accept("the node said " + message.verb());
        }
    }

    /** Tries until there is a node; false when closed meanwhile, or when the first one did not come in time. */
    private boolean connect() {
        for (long waited = 0; !closed; waited += AGAIN_MILLIS) {
            try {
                sayAll(ControlConnection.open(socket));
                return true;
            } catch (IOException e) {
                if (waited >= patience.toMillis() && future(Verb.ADMITTED).completeExceptionally(absent(e))) {
                    return false;
                }
            }
            try {
                Thread.sleep(AGAIN_MILLIS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private void sayAll(ControlConnection next) throws IOException {
        lock.lock();
        try {
            boolean again = connection != null;
            if (connection != null) {
                connection.close();
            }
            connection = next;
            next.send(enrol);
            if (latest != null) {
                next.send(latest);
            }
            if (again && future(Verb.ADMITTED).isDone()) {
                progress.accept("attached to the node again");
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        lock.lock();
        try {
            if (connection != null) {
                connection.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
