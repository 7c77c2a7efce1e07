// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.api;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a place to listen at can be had. Leaves nothing behind, so it can be asked before anything is made. */
public final class BindCheck {
    /** What the system allows, less what binding under a temporary name needs. */
    private static final int MAX_PATH_BYTES = 107 - 24;

    private BindCheck() {}

    /** A TCP port; {@code option} is how a user chooses another. */
    public static void port(InetSocketAddress address, String option) throws IOException {
        try (ServerSocketChannel probe = ServerSocketChannel.open()) {
            probe.bind(address);
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on " + address + ": " + e.getMessage() + "; choose another " + option, e);
        }
    }

    /** A Unix socket: a path the system takes, at which nobody answers. */
    public static void socket(Path path) throws IOException {
        if (path.toAbsolutePath().getParent() == null
                || path.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
            throw new IOException("the socket path is too long for the system (at most " + MAX_PATH_BYTES + " bytes): "
                    + path + "; choose a shorter one with --api-socket");
        }
        if (answers(path)) {
            throw new IOException(
                    "another control plane answers on " + path + "; stop it, or choose another --api-socket");
        }
    }

    private static boolean answers(Path path) throws IOException {
        if (!Files.exists(path)) {
            return false;
        }
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return probe.isConnected();
        } catch (ConnectException _) {
            return false;
        }
    }
}
