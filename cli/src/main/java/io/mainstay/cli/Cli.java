// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli;

import io.mainstay.cli.api.ApiException;
import io.mainstay.cli.commands.ApplyCommand;
import io.mainstay.cli.commands.AuthorityCommand;
import io.mainstay.cli.commands.BackupCommand;
import io.mainstay.cli.commands.CertsCommand;
import io.mainstay.cli.commands.ContextCommand;
import io.mainstay.cli.commands.DeleteCommand;
import io.mainstay.cli.commands.GetCommand;
import io.mainstay.cli.commands.ProxyConfigCommand;
import io.mainstay.cli.commands.ProxyStatusCommand;
import io.mainstay.cli.commands.StatCommand;
import io.mainstay.cli.commands.TokenCommand;
import io.mainstay.cli.commands.ValidateCommand;
import io.mainstay.cli.options.CommandLine;
import io.mainstay.cli.options.Option;
import io.mainstay.cli.options.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The client verbs by their words. */
public final class Cli {
    private Cli() {}

    /**
     * A verb in the table of verbs.
     *
     * @param summary one line for the overview
     * @param make    called when the verb is used
     */
    public record Entry(String summary, Supplier<Command> make) {}

    /** All client verbs, in the order help shows them. */
    public static Map<String, Entry> verbs() {
        Map<String, Entry> verbs = new LinkedHashMap<>();
        verbs.put("apply", new Entry("create or change resources from files", ApplyCommand::new));
        verbs.put("get", new Entry("show resources, services or workloads", GetCommand::new));
        verbs.put("delete", new Entry("delete resources", DeleteCommand::new));
        verbs.put("validate", new Entry("check files on this machine, without a control plane", ValidateCommand::new));
        verbs.put("stat", new Entry("golden metrics of the calls between services", StatCommand::new));
        verbs.put("proxy-status", new Entry("which proxies have accepted what", ProxyStatusCommand::new));
        verbs.put("proxy-config", new Entry("what a proxy of this machine has been given", ProxyConfigCommand::new));
        verbs.put("certs", new Entry("certificates in use by a proxy of this machine", CertsCommand::new));
        verbs.put("token", new Entry("let hosts join: create, list, revoke", TokenCommand::new));
        verbs.put("ca", new Entry("the roots of trust: show, add-root, switch, retire", AuthorityCommand::new));
        verbs.put("backup", new Entry("copy the control plane's store into a file", BackupCommand::new));
        verbs.put("context", new Entry("which control plane these verbs talk to", ContextCommand::new));
        return verbs;
    }

    /** Runs one verb to its end; returns the exit code. */
    public static int run(String word, List<String> arguments, CliContext context) {
        Entry entry = Optional.ofNullable(verbs().get(word))
                .orElseThrow(() -> new IllegalArgumentException("no client verb " + word));
        Command command = entry.make().get();
        CommandLine line = command.line();
        CommandLine full = command.asksServer() ? new CommandLine(line.usage(), line.text(), withServer(line)) : line;
        if (CommandLine.asksForHelp(arguments)) {
            context.out().print(full.help());
            return Command.OK;
        }
        try {
            return command.run(full.parse(arguments), context);
        } catch (UsageException e) {
            context.err()
                    .println(
                            "mainstay " + word + ": " + e.getMessage() + "; 'mainstay " + word + " --help' tells more");
            return Command.USAGE;
        } catch (ApiException e) {
            context.err().println("mainstay " + word + ": " + e.text());
            return Command.FAILED;
        } catch (IOException e) {
            context.err()
                    .println("mainstay " + word + ": "
                            + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
            return Command.FAILED;
        }
    }

    private static List<Option> withServer(CommandLine line) {
        List<Option> options = new ArrayList<>(line.options());
        options.add(CliContext.SERVER);
        return Collections.unmodifiableList(options);
    }
}
