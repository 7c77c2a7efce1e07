// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine, as the kernel has it: asking a resolver could take seconds. */
final class Hostname {
    private Hostname() {}

    /** The name; empty where the kernel does not tell. */
    static String read() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).trim();
        } catch (IOException _) {
            return "";
        }
    }
}
