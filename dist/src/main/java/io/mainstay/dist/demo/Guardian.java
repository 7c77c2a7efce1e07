// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.demo;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Sees to it that nothing survives this process, even when it is killed: a shell that knows the process ids of what was
 * started and kills them when its standard input ends without a farewell.
 */
final class Guardian implements AutoCloseable {
    private static final String SCRIPT = """
        trap '' INT TERM HUP
        pids=
        while read -r word; do
          [ "$word" = done ] && exit 0
          pids="$pids $word"
        done
        sleep 3
        [ -z "$pids" ] || kill -KILL $pids 2>/dev/null
        """;

    private final Process shell;
    private final Writer words;

    private Guardian(Process shell) {
        this.shell = shell;
        this.words = shell.outputWriter(StandardCharsets.US_ASCII);
    }

    static Guardian start() throws IOException {
        return new Guardian(new ProcessBuilder("/bin/sh", "-c", SCRIPT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(new File("/dev/null"))
                .start());
    }

    void watch(ProcessHandle process) {
        say(Long.toString(process.pid()));
    }

    private void say(String word) {
        try {
            words.write(word + "\n");
            words.flush();
        } catch (IOException _) {
            // Without a guardian the ordinary clean-up still runs.
        }
    }

    /** Everything has ended in order. */
    @Override
    public void close() {
        say("done");
        try {
            words.close();
        } catch (IOException _) {
            shell.destroyForcibly();
        }
    }
}
