// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.source.directory;

import io.mainstay.controlplane.config.ResourceStore;
import io.mainstay.controlplane.kind.CheckedText;
import io.mainstay.controlplane.kind.KindCatalog;
import io.mainstay.controlplane.kind.ResourceDocument;
import io.mainstay.controlplane.resource.Position;
import io.mainstay.controlplane.resource.ResourceKey;
import io.mainstay.controlplane.resource.ResourceProblem;
import io.mainstay.controlplane.source.Source;
import io.mainstay.controlplane.source.SourceProblem;
import io.mainstay.controlplane.store.StoreException;
import io.mainstay.model.ConfigProblem;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the mesh equal to a folder. All files together are one change: they are applied at once, and one problem in any of them leaves
 * everything as it was. A folder is read only when it has been still for a moment, so that half-written files are not. The system's
 * notices make it quick; a look now and then finds what they miss.
 */
public final class DirectorySource implements Source {
    private static final Logger LOGGER = LoggerFactory.getLogger(DirectorySource.class);
    private static final String NAME = "the configuration folder";
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration STILL = Duration.ofMillis(50);

    private final Path folder;
    private final ResourceStore resources;
    private final KindCatalog kinds;
    private final Thread follower =
            Thread.ofPlatform().name("config-folder").daemon().unstarted(this::follow);

    // Confined to start(), then to the follower.
    private SortedMap<String, String> applied = new TreeMap<>();

    private volatile List<SourceProblem> problems = List.of();
    private volatile boolean closed;
    private @Nullable WatchService notices;

    public DirectorySource(Path folder, ResourceStore resources, KindCatalog kinds) {
        this.folder = folder;
        this.resources = resources;
        this.kinds = kinds;
    }

    @Override
    public void start() {
        try {
            notices = FileSystems.getDefault().newWatchService();
            watch(notices);
        } catch (IOException e) {
            LOGGER.warn("no notices of changes for {}; it is looked at every {} s", folder, LOOK.toSeconds());
        }
        look();
        follower.start();
    }

    private void watch(WatchService service) throws IOException {
        folder.register(
                service,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
    }

    @Override
    public List<SourceProblem> problems() {
        return problems;
    }

    private void follow() {
        try {
            while (!closed) {
                awaitNotice();
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (java.nio.file.ClosedWatchServiceException _) {
            LOGGER.debug("the configuration folder is no longer followed");
        }
    }

    private void awaitNotice() throws InterruptedException {
        WatchService service = notices;
        if (service == null) {
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
            return;
        }
        WatchKey key = service.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        if (key != null) {
            key.pollEvents();
            key.reset();
        }
    }

    /** Applies the folder if it has changed since it was last applied, or refused. */
    private void look() {
        try {
            SortedMap<String, String> seen = FolderReading.look(folder);
            if (seen.equals(applied)) {
                return;
            }
            SortedMap<String, String> again = still(seen);
            SortedMap<String, String> contents = FolderReading.contents(folder);
            if (again.equals(FolderReading.look(folder))) {
                apply(contents);
                applied = again;
            }
        } catch (IOException e) {
            report(List.of(problem(folder.toString(), ConfigProblem.Code.MALFORMED, "cannot be read: " + e)));
        } catch (StoreException | ResourceStore.OwnedException e) {
            report(List.of(problem(folder.toString(), ConfigProblem.Code.CONFLICT, String.valueOf(e.getMessage()))));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // Whatever it was, the folder is looked at again: somebody may put it right.
            LOGGER.error("internal error: the configuration folder was not applied", e);
            report(List.of(problem(folder.toString(), ConfigProblem.Code.MALFORMED, "cannot be applied: " + e)));
        }
    }

    private SortedMap<String, String> still(SortedMap<String, String> first) throws IOException, InterruptedException {
        SortedMap<String, String> before = first;
        while (true) {
            TimeUnit.NANOSECONDS.sleep(STILL.toNanos());
            SortedMap<String, String> now = FolderReading.look(folder);
            if (now.equals(before)) {
                return now;
            }
            before = now;
        }
    }

    private void apply(SortedMap<String, String> contents) {
        List<SourceProblem> found = new ArrayList<>();
        List<ResourceDocument> documents = new ArrayList<>();
        Map<ResourceKey, String> places = new HashMap<>();
        contents.forEach((file, text) -> {
            CheckedText checked = kinds.check(resources.mesh(), text, "default");
            checked.problems().forEach(one -> found.add(new SourceProblem(file, one)));
            for (ResourceDocument document : checked.documents()) {
                String other = places.putIfAbsent(document.key(), file);
                if (other != null) {
                    found.add(problem(
                            file, ConfigProblem.Code.DUPLICATE, document.key().display() + " is also in " + other));
                }
                documents.add(document);
            }
        });
        if (!found.isEmpty()) {
            report(found);
            return;
        }
        List<ResourceKey> gone = resources.list().stream()
                .filter(kept -> kept.source().equals(NAME))
                .map(kept -> kept.resource().key())
                .filter(key -> !places.containsKey(key))
                .toList();
        ResourceStore.Outcome outcome = resources.write(NAME, documents, gone);
        problems = List.of();
        LOGGER.atInfo()
                .addKeyValue("folder", folder)
                .addKeyValue("resources", documents.size())
                .addKeyValue("removed", gone.size())
                .addKeyValue("revision", outcome.revision())
                .log("configuration folder applied");
    }

    private static SourceProblem problem(String place, ConfigProblem.Code code, String message) {
        return new SourceProblem(place, new ResourceProblem(new ConfigProblem(code, "", message), Position.NONE));
    }

    private void report(List<SourceProblem> found) {
        if (!found.equals(problems)) {
            found.forEach(problem -> LOGGER.error("{}", problem));
            LOGGER.error("nothing in {} was applied, what was there before still serves", folder);
        }
        problems = List.copyOf(found);
    }

    /** Whether there is such a folder. */
    public static boolean exists(Path folder) {
        return Files.isDirectory(folder);
    }

    @Override
    public void close() {
        closed = true;
        follower.interrupt();
        try {
            if (notices != null) {
                notices.close();
            }
            follower.join(TimeUnit.SECONDS.toMillis(5));
        } catch (IOException e) {
            LOGGER.warn("the configuration folder's notices did not end", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
