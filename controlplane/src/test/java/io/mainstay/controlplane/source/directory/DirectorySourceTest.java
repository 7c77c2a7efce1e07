// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.source.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mainstay.controlplane.config.ResourceStore;
import io.mainstay.controlplane.kind.AllKinds;
import io.mainstay.controlplane.store.EmbeddedStore;
import io.mainstay.controlplane.store.StoreEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DirectorySourceTest {
    private static final String SERVICE =
            "{apiVersion: v1, kind: Service, metadata: {name: %s}, spec: {ports: [{name: http, port: %d}]}}\n";

    @TempDir
    private Path folder;

    private final BlockingQueue<List<StoreEvent>> changes = new LinkedBlockingQueue<>();
    private EmbeddedStore store =
            new EmbeddedStore(Path.of("."), InstantSource.system(), EmbeddedStore.Retention.DEFAULT);
    private ResourceStore resources = new ResourceStore(store, "default");
    private DirectorySource source = new DirectorySource(Path.of("."), resources, AllKinds.CATALOG);

    @BeforeEach
    void start() throws IOException {
        store = new EmbeddedStore(folder.resolve("state"), InstantSource.system(), EmbeddedStore.Retention.DEFAULT);
        store.start();
        store.watch("default", "resources/", 0, changes::add);
        resources = new ResourceStore(store, "default");
        Files.createDirectory(config());
        source = new DirectorySource(config(), resources, AllKinds.CATALOG);
    }

    private Path config() {
        return folder.resolve("config");
    }

    @AfterEach
    void stop() {
        source.close();
        store.close();
    }

    @Test
    void aFileNestedBeyondAllReasonIsRefusedAndTheFolderIsStillFollowed() throws Exception {
        write("a.yaml", SERVICE.formatted("a", 80));
        source.start();
        write("deep.yaml", "spec: " + "[".repeat(200_000) + "]".repeat(200_000));
        await(() -> !source.problems().isEmpty());
        assertThat(source.problems().getFirst().toString())
                .contains("deep.yaml")
                .contains("nested");
        Files.delete(config().resolve("deep.yaml"));
        write("b.yaml", SERVICE.formatted("b", 81));
        await(() -> names().equals(List.of("a", "b")));
    }

    @Test
    void whatIsThereAtTheStartIsLoadedBeforeStartReturns() throws Exception {
        write("a.yaml", SERVICE.formatted("a", 80));
        write(
                "nested/b.json",
                "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"b\"},\"spec\":{\"ports\":[{\"port\":1}]}}");
        write("notes.txt", "not a resource");
        source.start();
        assertThat(names()).containsExactly("a", "b");
        assertThat(source.problems()).isEmpty();
    }

    @Test
    void filesChangedTogetherAreOneChangeAndWhatIsGoneIsRemoved() throws Exception {
        write("a.yaml", SERVICE.formatted("a", 80));
        write("b.yaml", SERVICE.formatted("b", 80));
        source.start();
        assertThat(changes.poll(10, TimeUnit.SECONDS)).hasSize(2);

        Files.delete(config().resolve("b.yaml"));
        write("c.yaml", SERVICE.formatted("c", 80));
        await(() -> names().equals(List.of("a", "c")));
    }

    @Test
    void aBadFileChangesNothingAndShowsItsProblemsUntilItIsMended() throws Exception {
        write("a.yaml", SERVICE.formatted("a", 80));
        source.start();
        write("b.yaml", SERVICE.formatted("b", 99_999));
        await(() -> !source.problems().isEmpty());

        assertThat(source.problems().getFirst().place()).isEqualTo("b.yaml");
        assertThat(source.problems().getFirst().problem().problem().path()).isEqualTo("spec.ports[0].port");
        assertThat(names()).containsExactly("a");

        write("b.yaml", SERVICE.formatted("b", 99));
        await(() -> names().equals(List.of("a", "b")) && source.problems().isEmpty());
    }

    @Test
    void oneResourceInTwoFilesIsAProblem() throws Exception {
        write("a.yaml", SERVICE.formatted("a", 80));
        write("b.yaml", SERVICE.formatted("a", 81));
        source.start();
        assertThat(source.problems().toString()).contains("also in a.yaml");
        assertThat(names()).isEmpty();
    }

    @Test
    void whatTheFolderKeepsTheApiDoesNotChange() throws Exception {
        write("a.yaml", SERVICE.formatted("a", 80));
        source.start();
        var documents = AllKinds.CATALOG
                .check("default", SERVICE.formatted("a", 81), "default")
                .documents();
        assertThatThrownBy(() -> resources.write(ResourceStore.API, documents, List.of()))
                .hasMessageContaining("kept by the configuration folder");
    }

    private List<String> names() {
        return resources.list().stream()
                .map(kept -> kept.resource().key().name())
                .toList();
    }

    private void write(String name, String text) throws IOException {
        Path file = config().resolve(name);
        Files.createDirectories(file.getParent());
        Path fresh = Files.createTempFile(folder, "new", ".tmp");
        Files.writeString(fresh, text);
        Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private static void await(BooleanSupplier condition) {
        long attempts = 30_000;
        while (!condition.getAsBoolean()) {
            assertThat(attempts--).as("in time").isPositive();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
