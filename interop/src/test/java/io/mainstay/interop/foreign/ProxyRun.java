// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.foreign;

import io.mainstay.interop.mesh.Await;
import io.mainstay.interop.mesh.Mainstay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code mainstay proxy} with one event loop, as a process of its own, until it is closed. */
final class ProxyRun implements AutoCloseable {
    private final Mainstay.Running running;

    private ProxyRun(Mainstay.Running running) {
        this.running = running;
    }

    /** Starts one with a bootstrap and returns when there is a listener on this port. */
    static ProxyRun start(Path folder, String bootstrap, int port) throws Exception {
        Path file = Files.writeString(Files.createTempFile(folder, "bootstrap", ".yaml"), bootstrap);
        ProxyRun proxy = new ProxyRun(new Mainstay(folder)
                .start(
                        "proxy-" + port,
                        Map.of(),
                        List.of(
                                "proxy",
                                "-c",
                                file.toString(),
                                "--concurrency",
                                "1",
                                "--state",
                                folder.resolve("state-" + port).toString())));
        try {
            Await.until(
                    "somebody listens on " + port,
                    () -> !proxy.running.process().isAlive() || isListening(port),
                    known -> known,
                    proxy::printed);
            if (!proxy.running.process().isAlive()) {
                throw new AssertionError("it ended: " + proxy.printed());
            }
            return proxy;
        } catch (Exception | AssertionError e) {
            proxy.close();
            throw e;
        }
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** All that it printed. */
    String printed() {
        try {
            return running.printed();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return running.process().isAlive();
    }

    /** Megabytes of memory it has now. */
    long residentMb() throws IOException {
        return megabytes("VmRSS:");
    }

    /** The most it had since {@link #forgetPeak}. */
    long peakMb() throws IOException {
        return megabytes("VmHWM:");
    }

    void forgetPeak() throws IOException {
        Files.writeString(proc("clear_refs"), "5"); // proc(5): resets the peak
    }

    private long megabytes(String name) throws IOException {
        return Files.readAllLines(proc("status")).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                .findFirst()
                .orElseThrow();
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(running.process().pid()), file);
    }

    @Override
    public void close() {
        Mainstay.end(running.process());
    }
}
