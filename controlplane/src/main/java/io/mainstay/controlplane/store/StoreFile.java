// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.store;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/**
 * The durable half of the embedded store: three maps of one MVStore file, written in single commits that are synced before
 * {@link #append} returns. Nothing else ever commits: automatic commits could write half a change. Confined to the writer thread.
 */
final class StoreFile {
    private static final String NAME = "store.mv";
    private static final String REVISION = "revision";
    private static final String COMPACTED = "compacted";
    private static final int COMMITS_BETWEEN_COMPACTIONS = 500;
    private static final int COMPACT_TO_PERCENT = 80;
    private static final int COMPACT_BYTES = 16 * 1024 * 1024;

    private final MVStore mvStore;
    private final MVMap<String, String> entries;
    private final MVMap<String, String> history;
    private final MVMap<String, Long> meta;
    private int commits;

    private StoreFile(MVStore mvStore) {
        this.mvStore = mvStore;
        this.entries = mvStore.openMap("entries", text());
        this.history = mvStore.openMap("history", text());
        this.meta = mvStore.openMap(
                "meta",
                new MVMap.Builder<String, Long>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(LongDataType.INSTANCE));
    }

    private static MVMap.Builder<String, String> text() {
        return new MVMap.Builder<String, String>()
                .keyType(StringDataType.INSTANCE)
                .valueType(StringDataType.INSTANCE);
    }

    /** Everything that was durable when the file was last written. */
    record Contents(
            long revision,
            long compacted,
            NavigableMap<StoreKey, StoreEntry> entries,
            NavigableMap<Long, List<StoreEvent>> history) {}

    static StoreFile open(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            createPrivateFolder(folder);
            if (!Files.exists(file)) {
                begin(folder, file);
            }
            if (Files.size(file) == 0) {
                throw corrupt(folder, "the file is empty", null);
            }
            StoreFile opened = new StoreFile(openFile(file));
            if (!opened.meta.containsKey(REVISION)) {
                opened.abandon();
                throw corrupt(folder, "its contents are lost", null);
            }
            return opened;
        } catch (MVStoreException e) {
            throw describe(folder, e);
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Reason.WRITES_REFUSED, "cannot use the folder " + folder + ": " + e, e);
        }
    }

    /** The library takes what it cannot read for empty. So a store says from its first moment that it is one; it gets its name after that. */
    private static void begin(Path folder, Path file) throws IOException {
        Path building = folder.resolve(NAME + ".new");
        Files.deleteIfExists(building);
        StoreFile made = new StoreFile(openFile(building));
        made.meta.put(REVISION, 0L);
        made.mvStore.commit();
        made.mvStore.sync();
        made.close();
        Files.move(building, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static MVStore openFile(Path file) throws IOException {
        MVStore mvStore = new MVStore.Builder()
                .fileName(file.toString())
                .autoCommitDisabled()
                .open();
        mvStore.setRetentionTime(0);
        restrict(file);
        return mvStore;
    }

    /**
     * Makes the folder of a store that holds this, whole or not at all.
     *
     * @throws StoreException when there is a store already
     */
    static void create(Path folder, Contents contents) {
        if (Files.exists(folder)) {
            throw new StoreException(
                    StoreException.Reason.LOCKED,
                    folder + " holds a store already, and a restore overwrites nothing (choose another --state folder,"
                            + " or move that one away)");
        }
        Path building = folder.resolveSibling(folder.getFileName() + ".restoring");
        try {
            Files.deleteIfExists(building.resolve(NAME));
            StoreFile file = open(building);
            file.fill(contents);
            file.close();
            Files.move(building, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (MVStoreException e) {
            throw describe(folder, e);
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Reason.WRITES_REFUSED, "cannot make the folder " + folder + ": " + e, e);
        }
    }

    private static StoreException describe(Path folder, MVStoreException e) {
        return switch (e.getErrorCode()) {
            case DataUtils.ERROR_FILE_LOCKED ->
                new StoreException(
                        StoreException.Reason.LOCKED,
                        "another control plane uses this folder: " + folder
                                + " (stop it, or choose another --state folder)",
                        e);
            case DataUtils.ERROR_WRITING_FAILED, DataUtils.ERROR_READING_FAILED ->
                new StoreException(
                        StoreException.Reason.WRITES_REFUSED, "cannot use the folder " + folder + ": " + reason(e), e);
            default -> corrupt(folder, reason(e), e);
        };
    }

    private static StoreException corrupt(Path folder, String reason, @Nullable Throwable cause) {
        String text = folder.resolve(NAME)
                + " is not a readable store (restore it from a backup, or move it away to start empty): " + reason;
        return cause == null
                ? new StoreException(StoreException.Reason.CORRUPT, text)
                : new StoreException(StoreException.Reason.CORRUPT, text, cause);
    }

    private static void createPrivateFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    private static void restrict(Path file) throws IOException {
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    Contents read() {
        NavigableMap<StoreKey, StoreEntry> present = new TreeMap<>();
        entries.forEach((key, value) -> present.put(StoreKey.parse(key), decodeEntry(StoreKey.parse(key), value)));
        NavigableMap<Long, List<StoreEvent>> changes = new TreeMap<>();
        for (Map.Entry<String, String> row : history.entrySet()) {
            long revision = Long.parseLong(row.getKey().substring(0, 16), 16);
            changes.computeIfAbsent(revision, _ -> new ArrayList<>()).add(decodeEvent(revision, row.getValue()));
        }
        return new Contents(meta.getOrDefault(REVISION, 0L), meta.getOrDefault(COMPACTED, 0L), present, changes);
    }

    /** Fills an empty file as one commit and waits for the disk. */
    void fill(Contents contents) {
        contents.entries().forEach((key, entry) -> entries.put(key.toString(), encodeEntry(entry)));
        meta.put(REVISION, contents.revision());
        meta.put(COMPACTED, contents.compacted());
        mvStore.commit();
        mvStore.sync();
    }

    /**
     * Writes changes as one commit and waits for the disk.
     *
     * @throws MVStoreException when it is not certain that everything is durable; the file must then be closed
     */
    void append(List<List<StoreEvent>> revisions, long compactThrough) {
        for (List<StoreEvent> events : revisions) {
            for (int i = 0; i < events.size(); i++) {
                StoreEvent event = events.get(i);
                history.put(historyKey(event.revision(), i), encodeEvent(event));
                meta.put(REVISION, event.revision());
                switch (event) {
                    case StoreEvent.Put put -> entries.put(put.key().toString(), encodeEntry(put.entry()));
                    case StoreEvent.Deleted deleted ->
                        entries.remove(deleted.key().toString());
                }
            }
        }
        forget(compactThrough);
        mvStore.commit();
        mvStore.sync();
        commits++;
    }

    private void forget(long compactThrough) {
        if (compactThrough <= meta.getOrDefault(COMPACTED, 0L)) {
            return;
        }
        String end = historyKey(compactThrough + 1, 0);
        for (String key = history.firstKey(); key != null && key.compareTo(end) < 0; key = history.firstKey()) {
            history.remove(key);
        }
        meta.put(COMPACTED, compactThrough);
    }

    /** Gives space back now and then; to be called when nobody waits for an answer. */
    void tidy() {
        if (commits >= COMMITS_BETWEEN_COMPACTIONS) {
            commits = 0;
            mvStore.compact(COMPACT_TO_PERCENT, COMPACT_BYTES);
        }
    }

    void close() {
        mvStore.close();
    }

    /** Closes without writing what is not committed. */
    void abandon() {
        mvStore.closeImmediately();
    }

    /** The first line of MVStore's own message, without its file offsets and version tail. */
    static String reason(MVStoreException e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest.getMessage()).lines().findFirst().orElse("");
    }

    private static String historyKey(long revision, int index) {
        return "%016x/%06d".formatted(revision, index);
    }

    private static String encodeEntry(StoreEntry entry) {
        return entry.createRevision() + "\n" + entry.modRevision() + "\n" + entry.writtenAtMillis() + "\n"
                + entry.value();
    }

    private static StoreEntry decodeEntry(StoreKey key, String row) {
        String[] parts = row.split("\n", 4);
        return new StoreEntry(
                key, parts[3], Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }

    private static String encodeEvent(StoreEvent event) {
        return switch (event) {
            case StoreEvent.Put put -> "P\n" + put.key() + "\n" + encodeEntry(put.entry());
            case StoreEvent.Deleted deleted -> "D\n" + deleted.key();
        };
    }

    private static StoreEvent decodeEvent(long revision, String row) {
        String[] parts = row.split("\n", 3);
        StoreKey key = StoreKey.parse(parts[1]);
        return parts[0].equals("D")
                ? new StoreEvent.Deleted(key, revision)
                : new StoreEvent.Put(decodeEntry(key, parts[2]));
    }
}
