// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the last good configuration is kept: a folder only its owner may enter (0700), one file only its owner may read (0600), replaced as
 * a whole. Its methods wait for the disk. Writers take turns: one thread at a time.
 */
public final class StateFolder {
    private static final Logger LOGGER = LoggerFactory.getLogger(StateFolder.class);
    private static final String FILE = "last-good.state";
    private static final String TEMPORARY = "last-good.state.new";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");

    private final Path folder;
    private final String nodeId;

    /** @param nodeId whose configuration it is; that of another node is not taken */
    public StateFolder(Path folder, String nodeId) {
        this.folder = folder;
        this.nodeId = nodeId;
    }

    /** The configuration kept; empty when there is none or it cannot be used, which is logged and never thrown. */
    public Optional<StoredConfig> load() {
        Path file = folder.resolve(FILE);
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return unusable(file, e.toString());
        }
        return switch (StateFormat.decode(bytes)) {
            case StateFormat.Decoded.Unusable unusable -> unusable(file, unusable.reason());
            case StateFormat.Decoded.Good good
            when !good.config().nodeId().equals(nodeId) ->
                unusable(file, "it is of node " + good.config().nodeId() + " (expected: " + nodeId + ")");
            case StateFormat.Decoded.Good good -> Optional.of(good.config());
        };
    }

    /** Replaces the configuration kept. After it returns, also a power cut leaves either this or, before it, the old one. */
    public void save(StoredConfig config) throws IOException {
        prepare();
        Path temporary = folder.resolve(TEMPORARY);
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(OWNER_FILE));
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(StateFormat.encode(config));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(
                temporary, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void prepare() throws IOException {
        if (!Files.isDirectory(folder)) {
            Path parent = folder.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
        if (!Files.getPosixFilePermissions(folder).equals(OWNER_ONLY)) {
            Files.setPosixFilePermissions(folder, OWNER_ONLY);
        }
    }

    private static Optional<StoredConfig> unusable(Path file, String reason) {
        LOGGER.warn("last good configuration is not used file={} reason={}", file, reason);
        return Optional.empty();
    }
}
