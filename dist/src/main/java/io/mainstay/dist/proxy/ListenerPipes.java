// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import io.mainstay.proxy.listener.PipeFiles;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Files of listeners at Unix sockets. A socket that somebody listens at, and a file that is no socket, stay: then the bind fails. */
final class ListenerPipes implements PipeFiles {
    @Override
    public void beforeBind(String path) throws IOException {
        Path file = Path.of(path);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                || !Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isOther()) {
            return;
        }
        try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
            return;
        } catch (ConnectException _) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public void afterBind(String path, int mode) throws IOException {
        if (mode == 0) {
            return;
        }
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] byBit = PosixFilePermission.values(); // owner's read first, others' execute last
        for (int i = 0; i < byBit.length; i++) {
            if ((mode >> (byBit.length - 1 - i) & 1) == 1) {
                permissions.add(byBit[i]);
            }
        }
        Files.setPosixFilePermissions(Path.of(path), permissions);
    }
}
