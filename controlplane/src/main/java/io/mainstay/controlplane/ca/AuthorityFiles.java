// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.ca;

import io.mainstay.security.Credential;
import io.mainstay.security.MalformedCredentialException;
import io.mainstay.security.SecretFiles;
import io.mainstay.security.TrustBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * An authority's state on disk: {@code signing.pem} and {@code newest.pem} hold a key and its chain in one file, so that they
 * change together; {@code roots.pem} is the bundle. The order of writing lets a crash leave at most a root that is trusted and
 * not used.
 */
final class AuthorityFiles {
    private final Path folder;

    AuthorityFiles(Path folder) {
        this.folder = folder;
    }

    /** Empty on first use. A half of the files is an error: guessing at a root would lock every host out. */
    Optional<AuthorityState> load() throws IOException {
        Optional<String> signing = SecretFiles.read(signingFile());
        Optional<String> roots =
                Files.exists(rootsFile()) ? Optional.of(Files.readString(rootsFile())) : Optional.empty();
        if (signing.isEmpty()) {
            refuseRemains();
            return Optional.empty();
        }
        try {
            Credential authority = Credential.fromPem(signing.get(), signing.get());
            TrustBundle bundle = TrustBundle.fromPem(roots.orElseThrow(
                    () -> new IOException(signingFile() + " is there but " + rootsFile() + " is not; restore it")));
            Optional<String> newest = SecretFiles.read(newestFile());
            return Optional.of(new AuthorityState(
                    authority,
                    newest.isPresent() ? Credential.fromPem(newest.get(), newest.get()) : authority,
                    bundle,
                    switched()));
        } catch (MalformedCredentialException e) {
            throw new IOException("the authority's files in " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Without its key an authority is not new but broken; a new root would take its place in these very files. */
    private void refuseRemains() throws IOException {
        for (Path remains : List.of(rootsFile(), newestFile(), switchedFile())) {
            if (Files.exists(remains)) {
                throw new IOException(remains + " is there but " + signingFile()
                        + " is not: restore it from a backup. Only if no host has ever joined, move " + folder
                        + " away to begin with a new root");
            }
        }
    }

    void save(AuthorityState state) throws IOException {
        SecretFiles.folder(folder);
        SecretFiles.write(rootsFile(), state.bundle().toPem());
        SecretFiles.write(newestFile(), text(state.newest()));
        SecretFiles.write(switchedFile(), state.switched().toString());
        SecretFiles.write(signingFile(), text(state.signing()));
    }

    private static String text(Credential credential) {
        return credential.privateKeyPem() + credential.chain().toPem();
    }

    /** Absent in folders of before there was a rotation. */
    private Instant switched() throws IOException {
        try {
            return SecretFiles.read(switchedFile())
                    .map(text -> Instant.parse(text.strip()))
                    .orElse(Instant.EPOCH);
        } catch (DateTimeParseException e) {
            throw new IOException(switchedFile() + " holds no time: " + e.getMessage(), e);
        }
    }

    private Path switchedFile() {
        return folder.resolve("switched.txt");
    }

    private Path signingFile() {
        return folder.resolve("signing.pem");
    }

    private Path newestFile() {
        return folder.resolve("newest.pem");
    }

    private Path rootsFile() {
        return folder.resolve("roots.pem");
    }
}
