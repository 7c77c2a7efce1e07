// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import io.mainstay.proxy.state.StateFolder;
import io.mainstay.proxy.state.StoredConfig;
import io.mainstay.proxy.state.StoredResource;
import io.mainstay.proxy.xds.XdsStatus.Source;
import io.mainstay.xds.grpc.Scheduler;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether the disk speaks for the control plane, and keeps the disk up to date while the control plane speaks itself. The control
 * plane is asked first; the disk is looked at when the connection is refused or nothing came within the patience; what it has is served
 * until it is too old. Config thread, but for {@link #status}.
 */
final class LastGood {
    private static final Logger LOGGER = LoggerFactory.getLogger(LastGood.class);
    private static final Duration GATHER = Duration.ofMillis(200);
    private static final Duration CONFIRM = Duration.ofMinutes(10);

    private final DiskOptions options;
    private final Scheduler scheduler;
    private final Configuration configuration;
    private Optional<Scheduler.Timer> patience = Optional.empty();
    private Optional<Scheduler.Timer> expiry = Optional.empty();
    private Optional<Scheduler.Timer> save = Optional.empty();
    private boolean triedDisk;
    private volatile XdsStatus status;

    /** What is configured, and how the disk changes it. */
    interface Configuration {
        List<StoredResource> accepted();

        String nodeId();

        void restore(StoredConfig stored);

        void failClosed();
    }

    LastGood(DiskOptions options, Scheduler scheduler, Configuration configuration) {
        this.options = options;
        this.scheduler = scheduler;
        this.configuration = configuration;
        status = new XdsStatus(Source.WAITING, false, false, scheduler.now(), Optional.empty(), "");
    }

    XdsStatus status() {
        return status;
    }

    void staticOnly() {
        status = new XdsStatus(Source.STATIC, true, false, scheduler.now(), Optional.empty(), "");
    }

    void start() {
        status = new XdsStatus(
                Source.WAITING, false, false, scheduler.now(), Optional.empty(), "waiting for the control plane");
        patience = Optional.of(
                scheduler.after(options.patience(), () -> tryDisk("no answer within " + options.patience())));
    }

    void connected() {
        patience.ifPresent(Scheduler.Timer::cancel);
        expiry.ifPresent(Scheduler.Timer::cancel);
        status = new XdsStatus(
                status.source(), status.complete(), true, scheduler.now(), status.storedAt(), status.detail());
        triedDisk = true;
    }

    void disconnected(String reason) {
        boolean was = status.connected();
        Instant since = was ? scheduler.now() : status.since();
        if (was && status.source() == Source.CONTROL_PLANE) {
            save();
        }
        status = new XdsStatus(
                status.source(),
                status.complete(),
                false,
                since,
                status.storedAt(),
                origin() + "control plane: " + reason);
        tryDisk(reason);
    }

    /** The configuration changed and nothing in it waits; {@code complete} when it is all there. */
    void settled(boolean complete) {
        if (status.source() == Source.STATIC) {
            return;
        }
        if (complete && status.connected()) {
            status = new XdsStatus(Source.CONTROL_PLANE, true, true, status.since(), Optional.empty(), "");
            scheduleSave(GATHER);
        }
    }

    void close() {
        patience.ifPresent(Scheduler.Timer::cancel);
        expiry.ifPresent(Scheduler.Timer::cancel);
        save.ifPresent(Scheduler.Timer::cancel);
    }

    private String origin() {
        return status.source() == Source.DISK
                ? status.storedAt().map(at -> "from disk, as of " + at + "; ").orElse("")
                : "";
    }

    private void tryDisk(String reason) {
        patience.ifPresent(Scheduler.Timer::cancel);
        if (triedDisk) {
            return;
        }
        triedDisk = true;
        Optional<StoredConfig> stored = options.folder().flatMap(StateFolder::load);
        if (stored.isEmpty()) {
            return;
        }
        Instant end = stored.get().confirmedAt().plus(options.maxStale());
        Instant now = scheduler.now();
        if (!now.isBefore(end)) {
            tooOld(stored.get());
            return;
        }
        LOGGER.warn(
                "control plane cannot be had; serving the last good configuration from disk reason={} confirmedAt={}"
                        + " resources={}",
                reason,
                stored.get().confirmedAt(),
                stored.get().resources().size());
        status = new XdsStatus(
                Source.DISK,
                true,
                status.connected(),
                status.since(),
                Optional.of(stored.get().confirmedAt()),
                "from disk, as of " + stored.get().confirmedAt() + "; control plane: " + reason);
        configuration.restore(stored.get());
        expiry = Optional.of(scheduler.after(Duration.between(now, end), () -> expire(stored.get())));
    }

    private void expire(StoredConfig stored) {
        if (status.source() == Source.DISK) {
            configuration.failClosed();
            tooOld(stored);
        }
    }

    private void tooOld(StoredConfig stored) {
        String detail = "last good configuration is of " + stored.confirmedAt() + ", older than " + options.maxStale();
        LOGGER.atError().log("{}; nothing is served", detail);
        status = new XdsStatus(
                Source.STALE, false, status.connected(), status.since(), Optional.of(stored.confirmedAt()), detail);
    }

    private void scheduleSave(Duration delay) {
        if (options.folder().isEmpty()) {
            return;
        }
        save.ifPresent(Scheduler.Timer::cancel);
        save = Optional.of(scheduler.after(delay, this::saveAndConfirmLater));
    }

    private void saveAndConfirmLater() {
        if (status.connected()) {
            save();
            scheduleSave(CONFIRM);
        }
    }

    private void save() {
        options.folder().ifPresent(folder -> {
            StoredConfig config = new StoredConfig(
                    options.buildId(), configuration.nodeId(), scheduler.now(), configuration.accepted());
            options.writer().execute(() -> {
                try {
                    folder.save(config);
                } catch (IOException e) {
                    LOGGER.warn("last good configuration cannot be kept error={}", e.toString());
                }
            });
        });
    }
}
