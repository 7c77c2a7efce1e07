// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.store;

import io.mainstay.controlplane.metrics.MetricsText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of one machine: everything in memory, made durable by one file.
 *
 * <p>All writes pass one writer thread. It takes whatever has queued up, checks each transaction's conditions in order, writes the lot
 * as one commit, syncs, and only then changes memory, tells the watches and answers: so what a reader sees is always durable, and many
 * small writers share one sync. When a commit fails nothing of it is in memory; the file is closed, reads and watches go on, and every
 * later write first tries to open the file again.
 */
public final class EmbeddedStore implements Store {
    private static final Logger LOGGER = LoggerFactory.getLogger(EmbeddedStore.class);
    private static final int MAX_BATCH = 512;
    private static final String FREE_SPACE = "free space and try again";
    private static final String SAVE_MEMORY = "everything acknowledged is in memory: save it with 'mainstay backup --to"
            + " FILE', and restore it with 'mainstay up --restore FILE' into another --state folder";

    private final Path folder;
    private final InstantSource clock;
    private final Retention retention;
    private final LinkedBlockingQueue<Request> queue = new LinkedBlockingQueue<>();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final CopyOnWriteArrayList<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final ExecutorService deliveries = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("store-watch").factory());
    private final Thread writer =
            Thread.ofPlatform().name("store-writer").daemon().unstarted(this::write);

    // Guarded by lock.
    private NavigableMap<StoreKey, StoreEntry> entries = new TreeMap<>();
    private NavigableMap<Long, List<StoreEvent>> history = new TreeMap<>();
    private long revision;
    private long compacted;
    private boolean closed;
    private volatile @Nullable String refusal;

    // Confined to the writer thread after start().
    private @Nullable StoreFile file;

    /**
     * How much history is kept for watches.
     *
     * @param revisions at most this many
     * @param age       at most this old
     */
    public record Retention(int revisions, Duration age) {
        public static final Retention DEFAULT = new Retention(1_000, Duration.ofDays(30));
    }

    private sealed interface Request {
        CompletableFuture<TransactionResult> answer();

        record Write(Transaction transaction, CompletableFuture<TransactionResult> answer) implements Request {}

        record Compact(long revision, CompletableFuture<TransactionResult> answer) implements Request {}

        record Stop(CompletableFuture<TransactionResult> answer) implements Request {}
    }

    private record Subscription(String mesh, String prefix, Consumer<List<StoreEvent>> listener) {
        void deliver(List<StoreEvent> events) {
            List<StoreEvent> wanted = events.stream()
                    .filter(event -> event.key().mesh().equals(mesh)
                            && event.key().path().startsWith(prefix))
                    .toList();
            if (!wanted.isEmpty()) {
                listener.accept(wanted);
            }
        }
    }

    public EmbeddedStore(Path folder, InstantSource clock, Retention retention) {
        this.folder = folder;
        this.clock = clock;
        this.retention = retention;
    }

    /**
     * Makes a store of a backup, before it is started.
     *
     * @throws StoreException when there is a store already, or the backup is damaged
     */
    public static void restore(Path folder, String backup) {
        StoreFile.create(folder, StoreBackup.read(backup));
    }

    /** All keys as of one revision, as text that {@link #restore} takes. Writers wait only while a list of entries is copied. */
    public String backup() {
        record Copy(long revision, List<StoreEntry> entries) {}
        Copy copy = reading(() -> new Copy(revision, List.copyOf(entries.values())));
        return StoreBackup.write(copy.revision(), copy.entries());
    }

    /** Opens the file, reads it and begins to accept writes. */
    public void start() {
        StoreFile opened = StoreFile.open(folder);
        StoreFile.Contents contents = opened.read();
        file = opened;
        lock.writeLock().lock();
        try {
            entries = contents.entries();
            history = contents.history();
            revision = contents.revision();
            compacted = contents.compacted();
        } finally {
            lock.writeLock().unlock();
        }
        writer.start();
    }

    @Override
    public long revision() {
        return reading(() -> revision);
    }

    @Override
    public long compactedRevision() {
        return reading(() -> compacted);
    }

    @Override
    public Optional<StoreEntry> read(StoreKey key) {
        return reading(() -> Optional.ofNullable(entries.get(key)));
    }

    @Override
    public Range range(String mesh, String pathPrefix) {
        return reading(() -> {
            List<StoreEntry> found = new ArrayList<>();
            for (StoreEntry entry :
                    entries.tailMap(new StoreKey(mesh, pathPrefix), true).values()) {
                if (!entry.key().mesh().equals(mesh) || !entry.key().path().startsWith(pathPrefix)) {
                    break;
                }
                found.add(entry);
            }
            return new Range(revision, found);
        });
    }

    private <T> T reading(Supplier<T> body) {
        lock.readLock().lock();
        try {
            return body.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public TransactionResult commit(Transaction transaction) {
        return await(new Request.Write(transaction, new CompletableFuture<>()));
    }

    @Override
    public void compact(long throughRevision) {
        await(new Request.Compact(throughRevision, new CompletableFuture<>()));
    }

    private TransactionResult await(Request request) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new StoreException(StoreException.Reason.CLOSED, "the store is closed");
            }
            queue.add(request);
        } finally {
            lock.readLock().unlock();
        }
        try {
            return request.answer().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StoreException refused) {
                throw new StoreException(refused.reason(), String.valueOf(refused.getMessage()), refused);
            }
            throw e;
        }
    }

    @Override
    public Watch watch(String mesh, String pathPrefix, long afterRevision, Consumer<List<StoreEvent>> listener) {
        Subscription subscription = new Subscription(mesh, pathPrefix, listener);
        lock.writeLock().lock();
        try {
            if (afterRevision < compacted) {
                throw new StoreException(
                        StoreException.Reason.COMPACTED,
                        "changes after revision " + afterRevision + " are no longer known (oldest: " + compacted
                                + "); read everything again");
            }
            for (List<StoreEvent> events : history.tailMap(afterRevision, false).values()) {
                deliver(subscription, events);
            }
            subscriptions.add(subscription);
        } finally {
            lock.writeLock().unlock();
        }
        return () -> subscriptions.remove(subscription);
    }

    private void deliver(Subscription subscription, List<StoreEvent> events) {
        deliveries.execute(() -> {
            try {
                subscription.deliver(events);
            } catch (RuntimeException e) {
                LOGGER.error("a watch failed to take a change; it will not be offered again", e);
            }
        });
    }

    /** What is known here, for Prometheus. */
    public void metrics(MetricsText text) {
        text.gauge("mainstay_store_revision", "Revision of the newest change.", revision());
        text.gauge("mainstay_store_compacted_revision", "Oldest revision of which history is kept.", (double)
                compactedRevision());
        text.gauge("mainstay_store_keys", "Keys in the store.", reading(() -> entries.size()));
        text.gauge(
                "mainstay_store_healthy",
                "1 while writes are accepted.",
                degraded().isEmpty() ? 1 : 0);
    }

    @Override
    public Optional<String> degraded() {
        return Optional.ofNullable(refusal);
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            lock.writeLock().unlock();
        }
        if (writer.isAlive()) {
            Request.Stop stop = new Request.Stop(new CompletableFuture<>());
            queue.add(stop);
            stop.answer().join();
        }
        deliveries.shutdown();
    }

    // The writer thread.

    private void write() {
        List<Request> batch = new ArrayList<>();
        while (true) {
            batch.clear();
            try {
                batch.add(queue.take());
            } catch (InterruptedException e) {
                LOGGER.warn("the store's writer was interrupted; it goes on until close");
                continue;
            }
            queue.drainTo(batch, MAX_BATCH - 1);
            work(batch);
            if (batch.getLast() instanceof Request.Stop stop) {
                closeFile();
                stop.answer().complete(new TransactionResult.Committed(revision));
                return;
            }
        }
    }

    private void work(List<Request> batch) {
        Batch planned = new Batch();
        try {
            for (Request request : batch) {
                switch (request) {
                    case Request.Write(Transaction transaction, var answer) -> planned.add(transaction, answer);
                    case Request.Compact(long through, var answer) -> planned.compact(through, answer);
                    case Request.Stop _ -> {}
                }
            }
            planned.trim();
            if (planned.writes()) {
                writable().append(planned.revisions, planned.compactThrough);
                refusal = null;
                apply(planned);
            }
            planned.answers.forEach((answer, result) -> answer.complete(result));
        } catch (MVStoreException e) {
            StoreException refused = refuse(StoreFile.reason(e), FREE_SPACE, e);
            planned.answers.keySet().forEach(answer -> answer.completeExceptionally(refused));
        } catch (StoreException e) {
            String next = e.reason() == StoreException.Reason.CORRUPT ? SAVE_MEMORY : FREE_SPACE;
            StoreException refused = refuse(String.valueOf(e.getMessage()), next, e);
            planned.answers.keySet().forEach(answer -> answer.completeExceptionally(refused));
        } catch (RuntimeException e) {
            LOGGER.error("the store's writer met an error of its own", e);
            StoreException refused = refuse(e.toString(), FREE_SPACE, e);
            batch.forEach(request -> request.answer().completeExceptionally(refused));
        }
        tidy();
    }

    /** The transactions of one commit, checked against memory and against each other. */
    private final class Batch {
        final Map<CompletableFuture<TransactionResult>, TransactionResult> answers = new HashMap<>();
        final List<List<StoreEvent>> revisions = new ArrayList<>();
        private final Map<StoreKey, Optional<StoreEntry>> changed = new HashMap<>();
        long next = revision;
        long compactThrough = compacted;

        void add(Transaction transaction, CompletableFuture<TransactionResult> answer) {
            List<Transaction.Condition> failed = transaction.conditions().stream()
                    .filter(condition -> modRevision(condition.key()) != condition.modRevision())
                    .toList();
            if (!failed.isEmpty()) {
                answers.put(answer, new TransactionResult.Conflict(failed));
                return;
            }
            List<StoreEvent> events = new ArrayList<>();
            for (Transaction.Operation operation : transaction.operations()) {
                event(operation, next + 1).ifPresent(events::add);
            }
            if (!events.isEmpty()) {
                next++;
                revisions.add(List.copyOf(events));
                for (StoreEvent event : events) {
                    changed.put(
                            event.key(),
                            event instanceof StoreEvent.Put put ? Optional.of(put.entry()) : Optional.empty());
                }
            }
            answers.put(answer, new TransactionResult.Committed(next));
        }

        private Optional<StoreEvent> event(Transaction.Operation operation, long at) {
            Optional<StoreEntry> present = present(operation.key());
            return switch (operation) {
                case Transaction.Put(StoreKey key, String value) -> {
                    long created = present.map(StoreEntry::createRevision).orElse(at);
                    yield Optional.of(new StoreEvent.Put(new StoreEntry(key, value, created, at, clock.millis())));
                }
                case Transaction.Delete(StoreKey key) -> present.map(_ -> new StoreEvent.Deleted(key, at));
            };
        }

        private Optional<StoreEntry> present(StoreKey key) {
            Optional<StoreEntry> inBatch = changed.get(key);
            return inBatch != null ? inBatch : Optional.ofNullable(entries.get(key));
        }

        private long modRevision(StoreKey key) {
            return present(key).map(StoreEntry::modRevision).orElse(0L);
        }

        void compact(long through, CompletableFuture<TransactionResult> answer) {
            compactThrough = Math.max(compactThrough, Math.min(through, next));
            answers.put(answer, new TransactionResult.Committed(next));
        }

        /** Moves the compaction point up to what the retention allows. */
        void trim() {
            compactThrough = Math.max(compactThrough, next - retention.revisions());
            long oldest = clock.millis() - retention.age().toMillis();
            for (Map.Entry<Long, List<StoreEvent>> past :
                    history.tailMap(compactThrough, false).entrySet()) {
                boolean expired = past.getValue().stream()
                        .allMatch(event -> event instanceof StoreEvent.Put put
                                && put.entry().writtenAtMillis() < oldest);
                if (!expired) {
                    return;
                }
                compactThrough = past.getKey();
            }
        }

        boolean writes() {
            return !revisions.isEmpty() || compactThrough > compacted;
        }
    }

    private void apply(Batch batch) {
        lock.writeLock().lock();
        try {
            publish(batch.revisions);
            compacted = batch.compactThrough;
            history.headMap(compacted, true).clear();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void publish(List<List<StoreEvent>> revisions) {
        for (List<StoreEvent> events : revisions) {
            for (StoreEvent event : events) {
                switch (event) {
                    case StoreEvent.Put(StoreEntry entry) -> entries.put(entry.key(), entry);
                    case StoreEvent.Deleted deleted -> entries.remove(deleted.key());
                }
            }
            revision = events.getLast().revision();
            history.put(revision, events);
            for (Subscription subscription : subscriptions) {
                deliver(subscription, events);
            }
        }
    }

    /** The file, opened again when an earlier write failed. */
    private StoreFile writable() {
        if (file != null) {
            return file;
        }
        StoreFile opened = StoreFile.open(folder);
        StoreFile.Contents contents = opened.read();
        if (contents.revision() < revision) {
            opened.abandon();
            throw new StoreException(
                    StoreException.Reason.CORRUPT,
                    "its file holds revision " + contents.revision() + ", but " + revision
                            + " was acknowledged: it was replaced, or has lost changes");
        }
        if (contents.revision() > revision) {
            opened.abandon();
            adopt(contents);
            throw new StoreException(
                    StoreException.Reason.WRITES_REFUSED, "an earlier write turned out to be durable; try again");
        }
        file = opened;
        return opened;
    }

    /** A commit whose sync failed may have reached the disk after all: memory follows the file. */
    private void adopt(StoreFile.Contents contents) {
        lock.writeLock().lock();
        try {
            publish(List.copyOf(contents.history().tailMap(revision, false).values()));
        } finally {
            lock.writeLock().unlock();
        }
    }

    private StoreException refuse(String why, String next, Throwable cause) {
        if (file != null) {
            file.abandon();
            file = null;
        }
        String message =
                "the store in " + folder + " cannot write (" + why + "); nothing was changed, reads go on; " + next;
        if (refusal == null) {
            LOGGER.error("writes are refused: {}", message);
        }
        refusal = message;
        return new StoreException(StoreException.Reason.WRITES_REFUSED, message, cause);
    }

    private void tidy() {
        if (file == null || !queue.isEmpty()) {
            return;
        }
        try {
            file.tidy();
        } catch (MVStoreException e) {
            refuse(StoreFile.reason(e), FREE_SPACE, e);
        }
    }

    private void closeFile() {
        if (file == null) {
            return;
        }
        try {
            file.close();
        } catch (MVStoreException e) {
            LOGGER.warn("the store did not close cleanly; everything acknowledged is on disk", e);
        }
        file = null;
    }
}
