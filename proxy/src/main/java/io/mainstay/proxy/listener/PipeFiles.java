// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.listener;

import java.io.IOException;

/** The files of Unix sockets that listeners bind. Config thread only. */
public interface PipeFiles {
    /** Leaves files alone. */
    PipeFiles NONE = new PipeFiles() {
        @Override
        public void beforeBind(String path) {}

        @Override
        public void afterBind(String path, int mode) {}
    };

    /** Removes what a process that is gone left at a path. */
    void beforeBind(String path) throws IOException;

    /** Gives a new socket's file its permission bits; 0 leaves them. */
    void afterBind(String path, int mode) throws IOException;
}
