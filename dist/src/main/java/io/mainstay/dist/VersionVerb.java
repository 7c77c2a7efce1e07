// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist;

import java.util.List;
import java.util.Optional;

/** Prints what is running. The version comes from the jar's manifest. */
final class VersionVerb implements Verb {
    static String version() {
        return Optional.ofNullable(VersionVerb.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }

    @Override
    public int run(List<String> arguments, Terminal terminal) {
        terminal.out().println("mainstay " + version() + " (Java " + Runtime.version() + ")");
        return OK;
    }
}
