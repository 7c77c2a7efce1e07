// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.run;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Sees to it that nothing survives this process, even when it is killed: a shell that knows the process ids of what was
 * started, and ends them when its standard input ends without a farewell. A shell, because Java cannot ask the kernel for
 * that, and because it takes next to no memory.
 */
public final class Guardian implements AutoCloseable {
    /** First argument: the signal to begin with, or nothing; second: seconds until those that are still there are killed. */
    private static final String SCRIPT = """
        trap '' INT TERM HUP
        pids=
        while read -r word; do
          [ "$word" = done ] && exit 0
          pids="$pids $word"
        done
        alive() {
          for pid in $pids; do kill -0 "$pid" 2>/dev/null && return 0; done
          return 1
        }
        [ -z "$1" ] || [ -z "$pids" ] || kill -"$1" $pids 2>/dev/null
        left=$2
        while [ "$left" -gt 0 ] && alive; do
          sleep 1
          left=$((left - 1))
        done
        [ -z "$pids" ] || kill -KILL $pids 2>/dev/null
        """;

    private final Process shell;
    private final Writer words;

    private Guardian(Process shell) {
        this.shell = shell;
        this.words = shell.outputWriter(StandardCharsets.US_ASCII);
    }

    /** One that waits for what it watches to end by itself, and then kills it. */
    public static Guardian killing(Duration patience) throws IOException {
        return start("", patience);
    }

    /** One that tells what it watches to stop, and kills it when it has not in time. */
    public static Guardian stopping(Duration patience) throws IOException {
        return start("TERM", patience);
    }

    private static Guardian start(String signal, Duration patience) throws IOException {
        return new Guardian(
                new ProcessBuilder("/bin/sh", "-c", SCRIPT, "guardian", signal, Long.toString(patience.toSeconds()))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(new File("/dev/null"))
                        .start());
    }

    public void watch(ProcessHandle process) {
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
