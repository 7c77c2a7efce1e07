// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist;

import io.mainstay.cli.Cli;
import io.mainstay.cli.CliContext;
import io.mainstay.cli.ResourceChecker;
import io.mainstay.cli.api.ApiProblem;
import io.mainstay.controlplane.kind.CheckedText;
import io.mainstay.controlplane.kind.ResourceDocument;
import io.mainstay.controlplane.resource.ResourceKey;
import io.mainstay.controlplane.resource.ResourceProblem;
import io.mainstay.model.ConfigProblem;
import java.util.List;

/** A verb of module {@code cli}. */
final class ClientVerb implements Verb {
    private final String word;

    ClientVerb(String word) {
        this.word = word;
    }

    @Override
    public int run(List<String> arguments, Terminal terminal) {
        int code = Cli.run(
                word,
                arguments,
                new CliContext(terminal.out(), terminal.err(), terminal.in(), System.getenv(), ClientVerb::check));
        terminal.out().flush();
        return code;
    }

    /** By the kinds the control plane has, so that the two never differ. */
    private static ResourceChecker.Checked check(String text, String namespace) {
        CheckedText checked = BuiltInKinds.catalog().check("default", text, namespace);
        return new ResourceChecker.Checked(
                checked.documents().stream().map(ClientVerb::item).toList(),
                checked.problems().stream().map(ClientVerb::problem).toList());
    }

    private static ResourceChecker.Item item(ResourceDocument document) {
        ResourceKey key = document.key();
        return new ResourceChecker.Item(
                document.apiVersion(), key.kind(), key.namespace(), key.name(), document.inert());
    }

    private static ApiProblem problem(ResourceProblem located) {
        ConfigProblem problem = located.problem();
        return new ApiProblem(
                located.position().line(),
                located.position().column(),
                problem.code().name(),
                problem.path(),
                problem.message(),
                problem.hint());
    }
}
