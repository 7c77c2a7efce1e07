// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.commands;

import io.mainstay.cli.CliContext;
import io.mainstay.cli.Command;
import io.mainstay.cli.api.ApiException;
import io.mainstay.cli.options.CommandLine;
import io.mainstay.cli.options.Given;
import io.mainstay.cli.options.Option;
import io.mainstay.cli.options.UsageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** {@code backup}: everything in the store at one revision, in a file that only its owner reads. */
public final class BackupCommand implements Command {
    @Override
    public CommandLine line() {
        return new CommandLine(
                "backup --to FILE", """
                    Copies the control plane's store into a new file.

                    The copy is of one revision; the control plane goes on meanwhile. 'mainstay up --restore FILE' starts with it. The
                    authority's keys are not in it: keep the folder 'ca' of the control plane's state elsewhere, and with it in its
                    place hosts go on with what they have; without it they must join again.
                    """, List.of(Option.value("--to", "FILE", "where to; must not exist")));
    }

    @Override
    public int run(Given given, CliContext context) throws UsageException, ApiException, IOException {
        if (!given.has("--to") || !given.positionals().isEmpty()) {
            throw new UsageException("say where to with --to FILE");
        }
        Path file = Path.of(given.required("--to")).toAbsolutePath();
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file + " is there already; choose another name");
        }
        String text = context.api(given).backup();
        Path temporary = Files.createTempFile(
                file.getParent(),
                ".backup",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(temporary, text);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        long keys = text.lines().count() - 2;
        context.err().println("store copied to " + file + " (" + keys + (keys == 1 ? " key)" : " keys)"));
        return OK;
    }
}
