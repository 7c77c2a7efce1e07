// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StoreBackupTest {
    private static final StoreKey LEFT = new StoreKey("m", "left");
    private static final StoreKey RIGHT = new StoreKey("m", "right");

    @TempDir
    Path folder;

    /** Each change writes both keys, so a copy that holds two different numbers, or a revision that is not theirs, is torn. */
    @Test
    void aBackupUnderWritesIsOfOneRevisionAndIsRestoredAsItWas() throws Exception {
        List<String> backups = new ArrayList<>();
        List<String> direct = new ArrayList<>();
        try (EmbeddedStore store = store("first")) {
            store.start();
            Thread writer = Thread.ofPlatform().start(() -> {
                for (int i = 1; i <= 300; i++) {
                    store.commit(new Transaction.Builder()
                            .put(LEFT, "a\nb " + i)
                            .put(RIGHT, "a\nb " + i)
                            .build());
                }
            });
            while (writer.isAlive()) {
                backups.add(store.backup());
            }
            backups.add(store.backup());
            direct.add(store.read(LEFT).orElseThrow().toString());
            direct.add(Long.toString(store.revision()));
        }

        assertThat(backups).hasSizeGreaterThan(2);
        for (String backup : List.of(backups.getFirst(), backups.get(backups.size() / 2), backups.getLast())) {
            Path restored = folder.resolve("restored-" + backups.indexOf(backup));
            EmbeddedStore.restore(restored, backup);
            try (EmbeddedStore store =
                    new EmbeddedStore(restored, InstantSource.system(), EmbeddedStore.Retention.DEFAULT)) {
                store.start();
                Optional<StoreEntry> left = store.read(LEFT);
                assertThat(store.read(RIGHT).map(StoreEntry::value)).isEqualTo(left.map(StoreEntry::value));
                assertThat(store.revision())
                        .isEqualTo(left.map(StoreEntry::modRevision).orElse(0L));
                if (backup.equals(backups.getLast())) {
                    assertThat(List.of(left.orElseThrow().toString(), Long.toString(store.revision())))
                            .isEqualTo(direct);
                }
                store.commit(new Transaction.Builder().put(LEFT, "next").build());
                assertThat(store.read(LEFT).orElseThrow().modRevision())
                        .isEqualTo(left.map(StoreEntry::modRevision).orElse(0L) + 1);
            }
        }
    }

    @Test
    void aRestoreOverwritesNothing() {
        String backup;
        try (EmbeddedStore store = store("first")) {
            store.start();
            store.commit(new Transaction.Builder().put(LEFT, "1").build());
            backup = store.backup();
        }
        assertThatThrownBy(() -> EmbeddedStore.restore(folder.resolve("first"), backup))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("holds a store already", "--state");
    }

    @Test
    void aDamagedBackupIsRefusedAndLeavesNothing() {
        String whole;
        try (EmbeddedStore store = store("first")) {
            store.start();
            store.commit(
                    new Transaction.Builder().put(LEFT, "1").put(RIGHT, "2").build());
            whole = store.backup();
        }
        List<String> lines = whole.lines().toList();
        Path target = folder.resolve("target");
        for (String damaged : List.of(
                "",
                "{}",
                whole.substring(0, whole.length() / 2),
                String.join("\n", lines.subList(0, lines.size() - 1)),
                String.join("\n", lines.getFirst(), lines.getLast()),
                whole.replace("\"revision\":1", "\"revision\":0"))) {
            assertThatThrownBy(() -> EmbeddedStore.restore(target, damaged))
                    .as(damaged)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("damaged");
        }
        assertThat(Files.exists(target)).isFalse();
    }

    private EmbeddedStore store(String name) {
        return new EmbeddedStore(folder.resolve(name), InstantSource.system(), EmbeddedStore.Retention.DEFAULT);
    }
}
