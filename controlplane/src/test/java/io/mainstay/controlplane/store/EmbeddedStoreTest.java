// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EmbeddedStoreTest {
    private static final List<String> SMALL_DISK = List.of("bash", "-c", "ulimit -f 1024; exec \"$@\"", "limited");

    private final List<EmbeddedStore> opened = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void closeStores() {
        opened.forEach(EmbeddedStore::close);
    }

    @Test
    void everyChangeGetsTheNextRevisionOfTheWholeStore() {
        EmbeddedStore store = open();

        assertThat(put(store, "a", "1")).isEqualTo(1);
        assertThat(put(store, "b", "1")).isEqualTo(2);
        assertThat(put(store, "a", "2")).isEqualTo(3);

        StoreEntry entry = store.read(key("a")).orElseThrow();
        assertThat(entry.value()).isEqualTo("2");
        assertThat(entry.createRevision()).isEqualTo(1);
        assertThat(entry.modRevision()).isEqualTo(3);
        assertThat(store.range("m", "").revision()).isEqualTo(3);
    }

    @Test
    void aTransactionHappensWhollyOrNotAtAll() {
        EmbeddedStore store = open();
        put(store, "a", "1");

        TransactionResult result = store.commit(new Transaction.Builder()
                .expect(key("a"), 1)
                .expect(key("b"), 7)
                .put(key("a"), "changed")
                .delete(key("b"))
                .build());

        assertThat(result).isEqualTo(new TransactionResult.Conflict(List.of(new Transaction.Condition(key("b"), 7))));
        assertThat(store.read(key("a")).orElseThrow().value()).isEqualTo("1");
        assertThat(store.revision()).isEqualTo(1);
    }

    @Test
    void ofManyWhoCreateTheSameKeyExactlyOneSucceeds() {
        EmbeddedStore store = open();
        List<CompletableFuture<TransactionResult>> writers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String value = "writer " + i;
            writers.add(CompletableFuture.supplyAsync(() -> store.commit(new Transaction.Builder()
                    .expect(key("a"), 0)
                    .put(key("a"), value)
                    .build())));
        }

        long committed = writers.stream()
                .map(CompletableFuture::join)
                .filter(TransactionResult.Committed.class::isInstance)
                .count();

        assertThat(committed).isEqualTo(1);
        assertThat(store.revision()).isEqualTo(1);
    }

    @Test
    void aRangeHoldsOneMeshAndOnePrefixInOrder() {
        EmbeddedStore store = open();
        put(store, "r/b", "1");
        put(store, "r/a", "1");
        put(store, "s/a", "1");
        store.commit(
                new Transaction.Builder().put(new StoreKey("other", "r/a"), "1").build());

        assertThat(store.range("m", "r/").entries())
                .extracting(entry -> entry.key().path())
                .containsExactly("r/a", "r/b");
    }

    @Test
    void contentsAndHistoryOutliveTheProcess() throws Exception {
        EmbeddedStore store = open();
        put(store, "a", "1\n2");
        put(store, "b", "1");
        store.commit(new Transaction.Builder().delete(key("b")).build());
        store.close();

        EmbeddedStore again = open();

        assertThat(again.revision()).isEqualTo(3);
        assertThat(again.read(key("a")).orElseThrow().value()).isEqualTo("1\n2");
        assertThat(again.read(key("b"))).isEmpty();
        LinkedBlockingQueue<StoreEvent> events = new LinkedBlockingQueue<>();
        again.watch("m", "", 1, events::addAll);
        assertThat(next(events).revision()).isEqualTo(2);
        assertThat(next(events)).isEqualTo(new StoreEvent.Deleted(key("b"), 3));
    }

    @Test
    void aWatchSeesThePastAfterItsRevisionThenThePresentWithoutAGap() throws Exception {
        EmbeddedStore store = open();
        for (int i = 1; i <= 20; i++) {
            put(store, "a", "" + i);
        }
        LinkedBlockingQueue<StoreEvent> events = new LinkedBlockingQueue<>();
        Store.Watch watch = store.watch("m", "a", 5, events::addAll);
        for (int i = 21; i <= 40; i++) {
            put(store, "a", "" + i);
            put(store, "other", "" + i);
        }
        for (int expected = 6; expected <= 40; expected++) {
            assertThat(next(events))
                    .isInstanceOfSatisfying(
                            StoreEvent.Put.class, put -> assertThat(put.key()).isEqualTo(key("a")));
        }
        watch.close();
        put(store, "a", "unseen");
        put(store, "a", "unseen");
        assertThat(events).isEmpty();
    }

    @Test
    void aWatchFromACompactedRevisionIsRefused() {
        EmbeddedStore store = open();
        put(store, "a", "1");
        put(store, "a", "2");
        put(store, "a", "3");

        store.compact(2);

        assertThatThrownBy(() -> store.watch("m", "", 1, _ -> {}))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.COMPACTED));
        assertThat(store.read(key("a")).orElseThrow().value()).isEqualTo("3");
        store.watch("m", "", 2, _ -> {}).close();
    }

    @Test
    void historyIsBoundedByCount() {
        EmbeddedStore store = open(folder, new EmbeddedStore.Retention(10, Duration.ofDays(1)), InstantSource.system());
        for (int i = 0; i < 50; i++) {
            put(store, "a", "" + i);
        }
        assertThat(store.compactedRevision()).isEqualTo(40);
    }

    @Test
    void historyIsBoundedByAge() {
        long[] now = {0};
        InstantSource clock = () -> Instant.ofEpochMilli(now[0]);
        EmbeddedStore store = open(folder, new EmbeddedStore.Retention(100, Duration.ofHours(1)), clock);
        put(store, "a", "1");
        put(store, "a", "2");
        now[0] = Duration.ofHours(2).toMillis();
        put(store, "a", "3");
        assertThat(store.compactedRevision()).isEqualTo(2);
    }

    @Test
    @Tag("slow")
    void theFileDoesNotGrowWithEachWrite() throws IOException {
        EmbeddedStore store =
                open(folder, new EmbeddedStore.Retention(100, Duration.ofDays(1)), InstantSource.system());
        for (int i = 0; i < 1_500; i++) {
            put(store, "a/" + i % 50, "x".repeat(500));
        }
        assertThat(Files.size(folder.resolve("store.mv"))).isLessThan(12_000_000);
    }

    @Test
    void aSecondControlPlaneInTheSameFolderIsToldSo() {
        open();
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.LOCKED))
                .hasMessageContaining("another control plane uses this folder")
                .hasMessageContaining("--state");
    }

    @Test
    void aStoreThatHasLostItsContentsIsDamagedAndNotEmpty() throws IOException {
        EmbeddedStore used = open();
        for (int i = 0; i < 500; i++) {
            put(used, "a" + i, "x".repeat(400));
        }
        used.close();
        Path file = folder.resolve("store.mv");
        byte[] good = Files.readAllBytes(file);
        byte[] damaged = good.clone();
        for (int i = 8192; i < damaged.length; i += 37) {
            damaged[i] ^= 0x55;
        }
        for (byte[] bad : List.of(new byte[0], damaged)) {
            Files.write(file, bad);
            assertThatThrownBy(this::open)
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.CORRUPT))
                    .hasMessageContaining("restore it from a backup");
            assertThat(Files.readAllBytes(file)).as("evidence is kept").isEqualTo(bad);
        }
        Files.write(file, good);
        EmbeddedStore restored = open();
        assertThat(restored.read(key("a7"))).isPresent();
    }

    @Test
    void aFileThatIsNoStoreIsSaidToBeDamaged() throws IOException {
        Files.write(folder.resolve("store.mv"), new byte[64 * 1024]);
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.CORRUPT))
                .hasMessageContaining("backup");
    }

    @Test
    void aTornTailLosesNothingAcknowledged() throws IOException {
        EmbeddedStore store = open();
        for (int i = 0; i < 100; i++) {
            put(store, "a/" + i, "v");
        }
        Path copy = Files.createDirectory(folder.resolve("copy"));
        byte[] bytes = Files.readAllBytes(folder.resolve("store.mv"));
        Files.write(copy.resolve("store.mv"), bytes);
        byte[] half = "chunk:ffff,block:ffff,len:3,".repeat(300).getBytes(StandardCharsets.US_ASCII);
        Files.write(copy.resolve("store.mv"), half, StandardOpenOption.APPEND);

        EmbeddedStore again = open(copy, EmbeddedStore.Retention.DEFAULT, InstantSource.system());

        assertThat(again.revision()).isEqualTo(100);
        assertThat(again.range("m", "a/").entries()).hasSize(100);
    }

    @Test
    @Tag("slow")
    void everyAcknowledgedWriteSurvivesAKilledWriter() throws Exception {
        for (int round = 0; round < 3; round++) {
            Path state = folder.resolve("killed");
            int before = acknowledgedAfterKill(state, 150 + 130 * round);
            EmbeddedStore again = open(state, EmbeddedStore.Retention.DEFAULT, InstantSource.system());
            for (int i = 0; i <= before; i++) {
                assertThat(again.read(new StoreKey("default", "a/" + i))).isPresent();
            }
            assertThat(again.range("default", "a/").entries())
                    .as("no half of a change")
                    .hasSameSizeAs(again.range("default", "b/").entries());
            again.close();
        }
    }

    private static int acknowledgedAfterKill(Path state, int after) throws Exception {
        Process process = java(List.of(), state, 100);
        int last = -1;
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                last = Integer.parseInt(line.substring("acknowledged ".length()));
                if (last == after) {
                    process.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(process.waitFor()).isEqualTo(137);
        assertThat(last).isGreaterThanOrEqualTo(after);
        return last;
    }

    @Test
    @Tag("slow")
    void aFullDiskRefusesWritesKeepsReadsAndLosesNothingAcknowledged() throws Exception {
        Path state = folder.resolve("full");
        List<String> lines = untilRefused(java(SMALL_DISK, state, 20_000));
        long acknowledged =
                lines.stream().filter(line -> line.startsWith("acknowledged")).count();
        assertThat(acknowledged).isPositive();
        assertThat(lines)
                .anySatisfy(line ->
                        assertThat(line).startsWith("refused WRITES_REFUSED").contains("free space"));
        assertThat(lines).contains("readable " + acknowledged);

        EmbeddedStore again = open(state, EmbeddedStore.Retention.DEFAULT, InstantSource.system());
        assertThat(again.range("default", "a/").entries()).hasSizeGreaterThanOrEqualTo((int) acknowledged);
        assertThat(put(again, "after", "space is back")).isPositive();
    }

    @Test
    @Tag("slow")
    void aFileThatHasLostWhatWasAcknowledgedIsNotWrittenTo() throws Exception {
        Path state = folder.resolve("replaced");
        EmbeddedStore before = open(state, EmbeddedStore.Retention.DEFAULT, InstantSource.system());
        put(before, "old", "v");
        before.close();
        Path old = Files.copy(state.resolve("store.mv"), folder.resolve("old.mv"));

        List<String> lines = untilRefused(java(SMALL_DISK, state, 20_000, old.toString()));

        assertThat(lines.getLast())
                .startsWith("replaced WRITES_REFUSED")
                .contains("its file holds revision 1, but ", "mainstay backup", "--restore")
                .doesNotContain("free space", "try again");
    }

    private static List<String> untilRefused(Process process) throws Exception {
        List<String> lines;
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines = output.lines().toList();
        }
        assertThat(process.waitFor()).isEqualTo(3);
        return lines;
    }

    private static Process java(List<String> prefix, Path state, int valueBytes, String... more) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), StoreWriterProcess.class.getName()));
        command.add(state.toString());
        command.add(Integer.toString(valueBytes));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private EmbeddedStore open() {
        return open(folder, EmbeddedStore.Retention.DEFAULT, InstantSource.system());
    }

    private EmbeddedStore open(Path where, EmbeddedStore.Retention retention, InstantSource clock) {
        EmbeddedStore store = new EmbeddedStore(where, clock, retention);
        store.start();
        opened.add(store);
        return store;
    }

    private static StoreKey key(String path) {
        return new StoreKey("m", path);
    }

    private static long put(EmbeddedStore store, String path, String value) {
        return ((TransactionResult.Committed) store.commit(
                        new Transaction.Builder().put(key(path), value).build()))
                .revision();
    }

    private static StoreEvent next(LinkedBlockingQueue<StoreEvent> events) throws InterruptedException {
        StoreEvent event = events.poll(10, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        return Objects.requireNonNull(event);
    }
}
