// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import io.mainstay.engine.core.Address;
import io.mainstay.proxy.admin.AdminServer;
import io.mainstay.proxy.config.ConfigThread;
import io.mainstay.proxy.handover.Estate;
import io.mainstay.proxy.handover.HandoverClient;
import io.mainstay.proxy.handover.HandoverServer;
import io.mainstay.proxy.handover.Holding;
import io.mainstay.proxy.handover.Inheritance;
import io.mainstay.proxy.handover.SocketName;
import io.mainstay.proxy.listener.Listeners;
import io.mainstay.proxy.runtime.LoopGroup;
import io.netty.channel.unix.FileDescriptor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a proxy takes over from the process before it, and is taken over from. Whoever serves also waits at the hand-over socket and, where both processes have
 * the same one, answers at the admin address: the one before until it is told, the new one from then on.
 */
final class Succession implements Estate {
    private static final Logger LOGGER = LoggerFactory.getLogger(Succession.class);

    /** What a path of a Unix socket may have. */
    private static final int MAX_PATH_BYTES = 107;

    private final Path socket;
    private final LoopGroup loops;
    private final Parts parts;
    private final Runnable replaced;
    private volatile @Nullable HandoverClient client;
    private volatile @Nullable HandoverServer server;
    private Inheritance inheritance = Inheritance.none();

    /** What there is to hand over, and who may not change it meanwhile. */
    record Parts(ConfigThread configThread, ProxyTarget target, Listeners listeners, AdminServer admin) {}

    /**
     * Does nothing yet.
     *
     * @param socket   of the hand-over
     * @param replaced told when another process has taken over
     */
    Succession(Path socket, LoopGroup loops, Parts parts, Runnable replaced) {
        this.socket = socket;
        this.loops = loops;
        this.parts = parts;
        this.replaced = replaced;
    }

    /** What the process before listens on; nothing when there is none. Blocks. */
    Inheritance inherit() throws IOException {
        check();
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            return inheritance;
        }
        HandoverClient asking = new HandoverClient(
                loops.loops().getFirst(),
                socket.toString(),
                ownUid(),
                Math.toIntExact(ProcessHandle.current().pid()));
        try {
            inheritance = asking.take().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ConnectException || e.getCause() instanceof FileNotFoundException) {
                LOGGER.info("nobody to take over from hotRestartSocket={}", socket);
                Files.deleteIfExists(socket);
                return inheritance;
            }
            throw new IOException(reason(e), e);
        }
        client = asking;
        LOGGER.info(
                "sockets received count={} fromGeneration={}; the process before goes on until this one is ready",
                inheritance.size(),
                inheritance.generation());
        return inheritance;
    }

    private void check() throws IOException {
        if (!loops.epoll()) {
            throw new IOException("--hot-restart-socket needs epoll, which cannot be had here");
        }
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_PATH_BYTES) {
            throw new IOException("the path of a Unix socket may have at most " + MAX_PATH_BYTES
                    + " bytes, this one has " + length + ": " + socket + "; choose a shorter folder");
        }
        Path folder = socket.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS)
                && !Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isOther()) {
            throw new IOException(socket + " is not a socket");
        }
    }

    private static String reason(CompletionException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(cause.getMessage());
    }

    private static int ownUid() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    /** Completes when the listeners of this process have taken their sockets: what is warm is not bound yet. Config thread. */
    CompletableFuture<Void> listenersInPlace() {
        return parts.target().listenersChanged();
    }

    /**
     * This process serves: the one before is to stop accepting, and the next is waited for. Returns when it is so.
     *
     * @param hasAdmin whether this process answers at the admin address of the one before
     */
    void begin(int generation, boolean hasAdmin) throws IOException {
        HandoverServer next =
                new HandoverServer(loops.loops().getFirst(), socket.toString(), this, ownUid(), generation);
        HandoverClient last = client;
        try {
            if (last == null) {
                next.bind().toCompletableFuture().join();
                Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            } else {
                last.serves(hasAdmin).join();
                List<FileDescriptor> own =
                        inheritance.claim(SocketName.Kind.HANDOVER, "", new Address.Pipe(socket.toString(), 0));
                List<SocketName> rest = inheritance.closeRest();
                LOGGER.info(
                        "took over generation={} sockets={} closed={}",
                        generation,
                        inheritance.size(),
                        rest.stream()
                                .map(name -> name.owner() + "@" + name.address())
                                .distinct()
                                .toList());
                if (own.isEmpty()) {
                    Files.deleteIfExists(socket);
                    next.bind().toCompletableFuture().join();
                    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
                } else {
                    next.adopt(own.getFirst()).toCompletableFuture().join();
                }
            }
        } catch (CompletionException e) {
            throw new IOException(reason(e), e);
        }
        server = next;
    }

    @Override
    public CompletionStage<List<Holding>> open() {
        CompletableFuture<List<Holding>> all = new CompletableFuture<>();
        parts.configThread().execute(() -> {
            var _ = parts.target()
                    .freeze()
                    .thenCompose(_ -> parts.admin().holdings())
                    .thenAcceptAsync(
                            admin -> {
                                List<Holding> holdings =
                                        new ArrayList<>(parts.listeners().holdings());
                                holdings.addAll(admin);
                                all.complete(holdings);
                            },
                            parts.configThread())
                    .exceptionally(failure -> {
                        all.completeExceptionally(failure);
                        return null;
                    });
        });
        return all;
    }

    @Override
    public void settled() {
        parts.configThread().execute(parts.target()::thaw);
    }

    @Override
    public CompletionStage<Void> release(boolean admin) {
        CompletableFuture<Void> quiet = new CompletableFuture<>();
        parts.configThread().execute(() -> {
            var _ = parts.listeners().release().whenComplete((_, _) -> quiet.complete(null));
        });
        return admin ? quiet.thenCombine(parts.admin().release(), (_, _) -> null) : quiet;
    }

    @Override
    public void released() {
        LOGGER.info("another process has taken over hotRestartSocket={}; draining", socket);
        replaced.run();
    }

    /** Whether another process has the sockets, so that they are not to be closed for it. Blocks. */
    boolean handedOn() {
        HandoverServer own = server;
        return own != null && own.handedOn().join();
    }

    /** Ends it. The file goes with the process that has the socket. */
    void close() {
        HandoverClient asking = client;
        if (asking != null) {
            asking.close();
        }
        HandoverServer own = server;
        if (own == null) {
            return;
        }
        boolean last = !handedOn();
        own.close();
        if (last) {
            try {
                Files.deleteIfExists(socket);
            } catch (IOException e) {
                LOGGER.debug("the hand-over socket stays behind", e);
            }
        }
    }
}
