// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist;

import io.mainstay.dist.training.Training;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs what a group of verbs does at its start and on its first work, then ends. The launcher runs it once per build to
 * make the start-up caches, so whatever is exercised here is quick from the first real start on. Long-running verbs are
 * run in processes of their own, exactly as users run them; those of the command line run here.
 */
final class SelfTestVerb implements Verb {
    private static final String MISTAKEN = """
        apiVersion: v1
        kind: Service
        metadata: {name: Good_Name, namespace: default}
        spec:
          ports: [{name: http, port: 70000, appProtocol: http}]
        """;

    @Override
    public int run(List<String> arguments, Terminal terminal) {
        String session = arguments.isEmpty() ? "cli" : arguments.getFirst();
        try {
            switch (session) {
                case "cli" -> commandLine();
                case "proxy" -> Training.proxy();
                case "mesh" -> Training.mesh();
                default -> {
                    terminal.err().println("mainstay selftest: no session '" + session + "' (cli, proxy, mesh)");
                    return USAGE;
                }
            }
            return OK;
        } catch (IOException e) {
            terminal.err().println("mainstay selftest: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private static void commandLine() throws IOException {
        expect(OK, "help");
        expect(OK, "version");
        Path file = Files.createTempFile("mainstay", ".yaml");
        try {
            Files.writeString(file, MISTAKEN);
            expect(FAILED, "validate", "-f", file.toString());
            expect(FAILED, "validate", "-f", file.toString(), "-o", "json");
        } finally {
            Files.delete(file);
        }
        // Nobody answers there; all else is as with somebody who does.
        String nobody = "unix:" + file;
        expect(FAILED, "get", "services", "--server", nobody);
        expect(FAILED, "proxy-status", "--server", nobody, "-o", "json");
    }

    private static void expect(int code, String... words) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, false, StandardCharsets.UTF_8);
        int actual = Main.run(Main.verbs(), List.of(words), new Terminal(out, out, InputStream.nullInputStream()));
        if (actual != code) {
            throw new IOException("'" + String.join(" ", words) + "' ended with " + actual + " and said: "
                    + said.toString(StandardCharsets.UTF_8));
        }
    }
}
