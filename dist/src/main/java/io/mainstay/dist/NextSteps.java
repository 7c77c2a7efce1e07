// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist;

import io.mainstay.cli.Folders;
import java.nio.file.Path;
import java.util.Map;

/**
 * Commands to go on with, written so that a shell takes them as they stand: with the word by which this program was found, and with
 * every option that differs from a default.
 */
record NextSteps(String word, Folders folders) {
    private static final String PLAIN = "[-A-Za-z0-9_./:=@%+]+";

    static NextSteps of(Map<String, String> environment, Path here) {
        return new NextSteps(word(environment, here), new Folders(environment));
    }

    private static String word(Map<String, String> environment, Path here) {
        String home = environment.getOrDefault("MAINSTAY_HOME", "");
        if (home.isEmpty()) {
            return "mainstay";
        }
        return Path.of(home).equals(here) ? "./mainstay" : quoted(home + "/mainstay");
    }

    /** Lets this machine join a control plane that was just started. */
    String addHost(UpOptions options, int meshPort) {
        StringBuilder line = new StringBuilder("MAINSTAY_JOIN=$(").append(word).append(" token create");
        // Said also when a context or a variable would lead the command elsewhere.
        if (!options.apiSocket().equals(folders.apiSocket())
                || folders.environment().containsKey("MAINSTAY_SERVER")) {
            line.append(" --server ")
                    .append(quoted("unix:" + options.apiSocket().toAbsolutePath()));
        }
        line.append(") ").append(word).append(" node --control-plane ");
        line.append(quoted(options.reachedBy() + ":" + meshPort));
        if (!options.trustDomain().equals("cluster.local")) {
            line.append(" --trust-domain ").append(quoted(options.trustDomain()));
        }
        return line.toString();
    }

    static String quoted(String text) {
        return text.matches(PLAIN) ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
