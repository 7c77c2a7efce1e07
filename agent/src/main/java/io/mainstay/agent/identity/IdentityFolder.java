// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.identity;

import io.mainstay.security.Credential;
import io.mainstay.security.MalformedCredentialException;
import io.mainstay.security.SecretFiles;
import io.mainstay.security.SpiffeId;
import io.mainstay.security.TrustBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Identities on disk, so that a host that restarts while the control plane is away is still itself: one file per identity
 * (when it was obtained, key, chain) and {@code roots.pem}, all 0600 in a folder of 0700.
 */
public final class IdentityFolder {
    private static final String OBTAINED = "obtained: ";

    private final Path folder;

    /** Made when absent. */
    public IdentityFolder(Path folder) throws IOException {
        this.folder = SecretFiles.folder(folder);
    }

    Optional<TrustBundle> bundle() throws IOException {
        Optional<String> pem = SecretFiles.read(roots());
        try {
            return pem.map(TrustBundle::fromPem);
        } catch (MalformedCredentialException e) {
            throw new IOException(roots() + " cannot be used: " + e.getMessage(), e);
        }
    }

    void save(TrustBundle bundle) throws IOException {
        SecretFiles.write(roots(), bundle.toPem());
    }

    /** Empty when there is none. A file that cannot be used is as good as none: a new certificate takes its place. */
    Optional<Held> load(SpiffeId identity) throws IOException {
        Optional<String> text = SecretFiles.read(file(identity));
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Credential credential = Credential.fromPem(text.get(), text.get());
            String first = text.get().lines().findFirst().orElse("");
            Instant obtained = first.startsWith(OBTAINED)
                    ? Instant.parse(first.substring(OBTAINED.length()))
                    : credential.chain().notBefore();
            return credential.chain().spiffeId().filter(identity::equals).isPresent()
                    ? Optional.of(new Held(identity, credential, obtained, 0, Optional.empty()))
                    : Optional.empty();
        } catch (MalformedCredentialException | DateTimeException _) {
            return Optional.empty();
        }
    }

    /** Whether a certificate for this identity is here and valid at this moment. */
    public boolean isValid(SpiffeId identity, Instant now) throws IOException {
        return load(identity)
                .filter(held -> held.credential().chain().isValidAt(now))
                .isPresent();
    }

    void save(Held held) throws IOException {
        SecretFiles.write(
                file(held.identity()),
                OBTAINED + held.obtained() + "\n" + held.credential().privateKeyPem()
                        + held.credential().chain().toPem());
    }

    void remove(SpiffeId identity) throws IOException {
        Files.deleteIfExists(file(identity));
    }

    private Path roots() {
        return folder.resolve("roots.pem");
    }

    /** A tilde cannot occur in a SPIFFE id. */
    private Path file(SpiffeId identity) {
        return folder.resolve(identity.trustDomain() + identity.path().replace('/', '~') + ".pem");
    }
}
