// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.mainstay.engine.core.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
    private static final StoredConfig CONFIG = new StoredConfig(
            "build-1",
            "node-1",
            Instant.ofEpochMilli(1_700_000_000_123L),
            List.of(
                    new StoredResource("", "type/a", "é", "1", Bytes.ofUtf8("body")),
                    new StoredResource("sds-grpc", "type/b", "key", "", Bytes.EMPTY)));

    @TempDir
    private Path temporary;

    @Test
    void whatIsSavedIsLoaded() throws IOException {
        StateFolder folder = new StateFolder(temporary.resolve("state"), "node-1");

        folder.save(CONFIG);
        folder.save(CONFIG);

        assertThat(folder.load()).contains(CONFIG);
    }

    @Test
    void nobodyElseMayReadIt() throws IOException {
        Path state = temporary.resolve("state");
        Files.createDirectory(
                state, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

        new StateFolder(state, "node-1").save(CONFIG);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("last-good.state"))))
                .isEqualTo("rw-------");
        assertThat(state).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void nothingIsLoadedFromNothing() {
        assertThat(new StateFolder(temporary.resolve("absent"), "node-1").load())
                .isEmpty();
    }

    @Test
    void aFileCutAtAnyByteIsNotUsedAndDoesNoHarm() throws IOException {
        Path state = temporary.resolve("state");
        StateFolder folder = new StateFolder(state, "node-1");
        folder.save(CONFIG);
        Path file = state.resolve("last-good.state");
        byte[] whole = Files.readAllBytes(file);

        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(folder.load()).as("cut at %d", length).isEmpty();
        }
    }

    @Test
    void aFileWithAnyByteChangedIsNotUsed() throws IOException {
        byte[] whole = StateFormat.encode(CONFIG);

        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            assertThat(StateFormat.decode(changed)).as("byte %d", at).isInstanceOf(StateFormat.Decoded.Unusable.class);
        }
    }

    @Test
    void aTornTemporaryFileIsInNobodysWay() throws IOException {
        Path state = temporary.resolve("state");
        StateFolder folder = new StateFolder(state, "node-1");
        folder.save(CONFIG);
        Files.writeString(state.resolve("last-good.state.new"), "half");

        assertThat(folder.load()).contains(CONFIG);
        assertThatCode(() -> folder.save(CONFIG)).doesNotThrowAnyException();
    }

    @Test
    void anotherNodesFileIsNotUsed() throws IOException {
        Path state = temporary.resolve("state");
        new StateFolder(state, "node-1").save(CONFIG);

        assertThat(new StateFolder(state, "node-2").load()).isEmpty();
    }
}
