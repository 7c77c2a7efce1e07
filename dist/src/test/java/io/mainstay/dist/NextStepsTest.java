// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.cli.Folders;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class NextStepsTest {
    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes.reversed()) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void whatDiffersFromADefaultIsSaidAndQuotedForAShell() throws Exception {
        Folders folders = new Folders(Map.of("MAINSTAY_RUN_DIR", "/run/m"));
        NextSteps next = new NextSteps("mainstay", folders);

        assertThat(next.addHost(UpOptions.parse(List.of(), folders), 15012))
                .isEqualTo("MAINSTAY_JOIN=$(mainstay token create) mainstay node --control-plane 127.0.0.1:15012");
        assertThat(next.addHost(
                        UpOptions.parse(
                                List.of(
                                        "--api-socket=/run/my sock",
                                        "--trust-domain=a.b",
                                        "--listen=0.0.0.0:7",
                                        "--server-name=cp.test"),
                                folders),
                        7))
                .isEqualTo("MAINSTAY_JOIN=$(mainstay token create --server 'unix:/run/my sock')"
                        + " mainstay node --control-plane cp.test:7 --trust-domain a.b");
    }

    @Test
    void theWordIsOneThatTheShellFinds() {
        Map<String, String> launched = Map.of("MAINSTAY_HOME", "/opt/it's");

        assertThat(NextSteps.of(launched, Path.of("/opt/it's")).word()).isEqualTo("./mainstay");
        assertThat(NextSteps.of(launched, Path.of("/")).word()).isEqualTo("'/opt/it'\\''s/mainstay'");
        assertThat(NextSteps.of(Map.of(), Path.of("/")).word()).isEqualTo("mainstay");
    }

    /** The oracle is a shell and the programs themselves: the line that {@code up} prints makes a host join. */
    @Test
    @Tag("slow")
    @Timeout(120)
    void theLineThatUpPrintsCanBePasted() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path word = folder.resolve("mainstay");
        Files.writeString(
                word,
                "#!/bin/sh\nexec '" + java + "' -Xmx96m -XX:TieredStopAtLevel=1 -cp '"
                        + System.getProperty("java.class.path") + "' io.mainstay.dist.Main \"$@\"\n");
        Files.setPosixFilePermissions(word, PosixFilePermissions.fromString("rwx------"));
        Path sockets = Files.createTempDirectory("ns");

        BufferedReader up = start(
                sockets,
                word.toString(),
                "up",
                "--listen",
                "127.0.0.1:0",
                "--trust-domain",
                "t.test",
                "--metrics-listen",
                "off",
                "--api-socket",
                sockets.resolve("other.sock").toString());
        String line = await(up, text -> text.contains("MAINSTAY_JOIN=")).orElseThrow();
        BufferedReader node = start(sockets, "/bin/sh", "-c", line);

        assertThat(await(node, text -> text.contains("is up"))).isPresent();
    }

    private BufferedReader start(Path sockets, String... command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("MAINSTAY_HOME", folder.toString());
        builder.environment().put("MAINSTAY_RUN_DIR", sockets.toString());
        builder.environment().put("MAINSTAY_STATE_DIR", folder.resolve("state").toString());
        Process process = builder.start();
        processes.add(process);
        return process.inputReader(StandardCharsets.UTF_8);
    }

    /** The first line like this, in what is printed until the end. */
    private static Optional<String> await(BufferedReader output, Predicate<String> wanted) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (wanted.test(line)) {
                return Optional.of(line.strip());
            }
        }
        return Optional.empty();
    }
}
