// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Where foreign programs are. */
public final class Programs {
    private Programs() {}

    /** {@code $ENVOY}, else envoy on the path. */
    public static Optional<Path> envoy() {
        return Stream.concat(Stream.ofNullable(System.getenv("ENVOY")).map(Path::of), onPath("envoy"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A program on the path. */
    public static Optional<Path> find(String name) {
        return onPath(name).filter(Files::isExecutable).findFirst();
    }

    private static Stream<Path> onPath(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(each -> Path.of(each, name));
    }
}
