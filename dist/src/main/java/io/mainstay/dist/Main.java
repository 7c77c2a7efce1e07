// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist;

import io.mainstay.agent.node.NodeConfig.Role;
import io.mainstay.cli.Cli;
import io.mainstay.dist.demo.DemoVerb;
import io.mainstay.dist.host.HostVerb;
import io.mainstay.dist.proxy.ProxyVerb;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The {@code mainstay} command: one table of verbs, one line each. */
public final class Main {
    private Main() {}

    /** Exits with the verb's code: 0 success, 1 the answer is no, 2 wrong usage. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        if (System.getenv().containsKey(ParentWatch.VARIABLE)) {
            ParentWatch.start(System.in);
        }
        int code = run(verbs(), Arrays.asList(arguments), new Terminal(out, err, System.in));
        out.flush();
        System.exit(code);
    }

    static Verbs verbs() {
        Verbs verbs = new Verbs();
        verbs.add("demo", "run a whole mesh with an application on this machine", DemoVerb::new);
        verbs.add("up", "run a control plane", UpVerb::new);
        verbs.add("node", "run the proxy and agent of a host", () -> new HostVerb(Role.NODE, VersionVerb.version()));
        verbs.add("gateway", "run a gateway into the mesh", () -> new HostVerb(Role.GATEWAY, VersionVerb.version()));
        verbs.add("run", "run an application as a workload of the mesh", RunVerb::new);
        verbs.add("proxy", "run the data plane from an Envoy bootstrap", () -> new ProxyVerb(VersionVerb.version()));
        Cli.verbs().forEach((word, verb) -> verbs.add(word, verb.summary(), () -> new ClientVerb(word)));
        verbs.add("version", "print the version", VersionVerb::new);
        verbs.add("selftest", "", SelfTestVerb::new);
        return verbs;
    }

    static int run(Verbs verbs, List<String> arguments, Terminal terminal) {
        String word = arguments.isEmpty() ? "" : arguments.getFirst();
        if (word.equals("help") && arguments.size() > 1) {
            return help(verbs, arguments.subList(1, arguments.size()), terminal);
        }
        if (word.isEmpty() || word.equals("help") || word.equals("--help") || word.equals("-h")) {
            (word.isEmpty() ? terminal.err() : terminal.out()).print(verbs.help());
            return word.isEmpty() ? Verb.USAGE : Verb.OK;
        }
        Optional<Verb> verb = verbs.find(word.equals("--version") ? "version" : word);
        return verb.isPresent()
                ? verb.get().run(arguments.subList(1, arguments.size()), terminal)
                : unknown(verbs, word, terminal);
    }

    /** {@code help VERB} is {@code VERB --help}. */
    private static int help(Verbs verbs, List<String> words, Terminal terminal) {
        String word = words.getFirst();
        if (words.size() > 1) {
            terminal.err()
                    .println("mainstay help: '" + words.get(1) + "' stands after '" + word
                            + "'; 'mainstay help VERB' tells about one verb");
            return Verb.USAGE;
        }
        if (List.of("help", "--help", "-h").contains(word)) {
            terminal.out().print(verbs.help());
            return Verb.OK;
        }
        Optional<Verb> verb = verbs.find(word);
        return verb.isPresent() ? verb.get().run(List.of("--help"), terminal) : unknown(verbs, word, terminal);
    }

    private static int unknown(Verbs verbs, String word, Terminal terminal) {
        terminal.err()
                .println("mainstay: no verb '" + word + "'"
                        + verbs.nearest(word)
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse("; 'mainstay help' lists them"));
        return Verb.USAGE;
    }
}
