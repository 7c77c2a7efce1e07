// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.host;

import io.mainstay.agent.node.NodeConfig.Role;
import io.mainstay.cli.options.CommandLine;
import io.mainstay.cli.options.UsageException;
import io.mainstay.dist.Terminal;
import io.mainstay.dist.Verb;
import io.mainstay.dist.proxy.ProxyOptions;
import io.mainstay.proxy.xds.DiskOptions;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** {@code mainstay node} and {@code mainstay gateway}. */
public final class HostVerb implements Verb {
    private final Role role;
    private final String version;

    /** Which of the two. */
    public HostVerb(Role role, String version) {
        this.role = role;
        this.version = version;
    }

    @Override
    public int run(List<String> arguments, Terminal terminal) {
        String word = "mainstay " + role.name().toLowerCase(Locale.ROOT);
        if (CommandLine.asksForHelp(arguments)) {
            terminal.out().print(HostOptions.commandLine(role).help());
            return OK;
        }
        try {
            HostOptions options = HostOptions.parse(role, arguments, System.getenv());
            HostProcess process = new HostProcess(
                    options,
                    new ProxyDataPlane(new ProxyOptions(options.concurrency(), options.drainTime(), version)
                            .keptIn(options.config().stateFolder().resolve("proxy"), DiskOptions.DEFAULT_MAX_STALE)));
            Runtime.getRuntime().addShutdownHook(new Thread(process::shutDown, "stop"));
            process.start();
            process.awaitStopped();
            return OK;
        } catch (UsageException e) {
            terminal.err().println(word + ": " + e.getMessage() + "; '" + word + " --help' tells more");
            return USAGE;
        } catch (IOException e) {
            terminal.err().println(word + ": " + e.getMessage());
            return FAILED;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }
}
