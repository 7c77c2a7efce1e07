// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs programs found on the path, in a folder where their output goes. */
record Programs(Path folder) {
    private static final long PATIENCE_SECONDS = 90;

    /** How a program ended, and all it printed. */
    record Said(int code, String text) {}

    /** Skips the test where one of these is not installed. */
    static void need(String... names) {
        for (String name : names) {
            assumeTrue(
                    Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                            .anyMatch(each -> Files.isExecutable(Path.of(each, name))),
                    "no " + name + " on the path");
        }
    }

    Said run(String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, command[0], ".out");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("%s ends", List.of(command))
                    .isTrue();
            return new Said(process.exitValue(), Files.readString(out));
        } finally {
            process.destroyForcibly();
        }
    }

    /** A key and a certificate that signs itself, {@code NAME.key} and {@code NAME.pem} in the folder; made by OpenSSL. */
    void certificate(String name, String dns) throws IOException, InterruptedException {
        Said made = run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + dns,
                "-addext",
                "subjectAltName=DNS:" + dns,
                "-keyout",
                name + ".key",
                "-out",
                name + ".pem");
        assertThat(made.code()).as(made.text()).isZero();
    }
}
