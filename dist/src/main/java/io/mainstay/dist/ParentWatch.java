// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist;

import java.io.IOException;
import java.io.InputStream;

/**
 * Ends this process in order when its standard input ends. Whoever starts it holds the other end of the pipe, so that it
 * cannot outlive its starter, however that one ends.
 */
public final class ParentWatch {
    /** Any value of this variable turns the watch on, whatever the verb. */
    public static final String VARIABLE = "MAINSTAY_WATCH_STDIN";

    private ParentWatch() {}

    /** Begins to watch. */
    public static void start(InputStream input) {
        Thread.ofPlatform().name("parent-watch").daemon().start(() -> {
            try {
                while (input.read() >= 0) {
                    // Only the end means something.
                }
            } catch (IOException _) {
                // A broken pipe is an end too.
            }
            System.exit(Verb.OK);
        });
    }
}
