// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.node;

import io.mainstay.agent.control.ControlConnection;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A workload of this host and how far it has come. Its fields are guarded by {@link #lock}. */
final class HostedWorkload {
    /** Held while the control plane is told something about the workload, so that it hears things in order. */
    final ReentrantLock lock = new ReentrantLock();

    private Announcement announcement;
    private Registration registration;
    private boolean serving;
    private boolean toldControlPlane;
    private boolean gone;
    private @Nullable ControlConnection attached;

    HostedWorkload(WorkloadFile.Entry entry, boolean toldControlPlane) {
        this.announcement = entry.announcement();
        this.registration = entry.registration();
        this.serving = entry.serving();
        this.toldControlPlane = toldControlPlane;
    }

    WorkloadFile.Entry entry() {
        return new WorkloadFile.Entry(announcement, registration, serving);
    }

    WorkloadId id() {
        return announcement.id();
    }

    Announcement announcement() {
        return announcement;
    }

    Registration registration() {
        return registration;
    }

    /** What the control plane should know now. */
    Announcement announced() {
        return serving ? announcement : announcement.asCaller();
    }

    void announcement(Announcement changed) {
        announcement = changed;
    }

    void serving(boolean now) {
        serving = now;
    }

    boolean serving() {
        return serving;
    }

    void registered(Registration answer) {
        registration = answer;
        toldControlPlane = true;
    }

    /** The control plane has to be told again. */
    void unregistered() {
        toldControlPlane = false;
    }

    boolean toldControlPlane() {
        return toldControlPlane;
    }

    void gone(boolean now) {
        gone = now;
    }

    boolean gone() {
        return gone;
    }

    void attach(@Nullable ControlConnection connection) {
        attached = connection;
    }

    @Nullable
    ControlConnection attached() {
        return attached;
    }
}
