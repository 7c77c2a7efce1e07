// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.mainstay.engine.core.DataSource;
import io.mainstay.engine.tls.SecretConfig;
import io.mainstay.engine.tls.TlsCertificate;
import io.mainstay.engine.tls.ValidationContext;
import io.mainstay.model.ConfigProblem;
import io.mainstay.model.ConfigProblem.Code;
import io.mainstay.model.Parsed;
import io.mainstay.security.Credential;
import io.mainstay.security.MalformedCredentialException;
import io.mainstay.security.SecretFiles;
import io.mainstay.security.TrustBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A secret whose keys and certificates have been read and fit together. May be printed: no text form holds a key. */
public sealed interface ResolvedSecret {
    /** A certificate with its key. */
    record Certificate(Credential credential) implements ResolvedSecret {
        public Certificate {
            Objects.requireNonNull(credential);
        }
    }

    /**
     * How to judge peers.
     *
     * @param context as configured
     * @param bundle  what {@code trusted_ca} holds; empty when there is none
     */
    record Validation(ValidationContext context, Optional<TrustBundle> bundle) implements ResolvedSecret {
        public Validation {
            Objects.requireNonNull(context);
            Objects.requireNonNull(bundle);
        }
    }

    /** Reads a secret; a bad key or certificate, or a setting that is not supported, is a problem. Config thread; may read files. */
    static Parsed<ResolvedSecret> resolve(SecretConfig secret) {
        return switch (secret) {
            case SecretConfig.Certificate named ->
                certificate(named.certificate()).map(c -> (ResolvedSecret) new Certificate(c));
            case SecretConfig.Validation named -> validation(named.context()).map(v -> (ResolvedSecret) v);
            case SecretConfig.SessionTicketKeys _ ->
                Parsed.rejected(new ConfigProblem(
                        Code.UNSUPPORTED_FIELD,
                        "session_ticket_keys",
                        "ticket keys are made by the proxy itself, for each certificate anew"));
            case SecretConfig.Generic _ ->
                Parsed.rejected(new ConfigProblem(
                        Code.UNSUPPORTED_FIELD, "generic_secret", "no filter of this proxy takes a generic secret"));
        };
    }

    /** A certificate that stands in a TLS context itself. */
    static Parsed<Credential> certificate(TlsCertificate certificate) {
        List<ConfigProblem> problems = new ArrayList<>();
        if (certificate.password().isPresent()) {
            problems.add(new ConfigProblem(
                    Code.UNSUPPORTED_FIELD,
                    "tls_certificate.password",
                    "encrypted private keys are not supported",
                    "openssl pkey -in FILE -out FILE"));
        }
        Optional<String> chain = text("tls_certificate.certificate_chain", certificate.certificateChain(), problems);
        Optional<String> key = text("tls_certificate.private_key", certificate.privateKey(), problems);
        if (!problems.isEmpty() || chain.isEmpty() || key.isEmpty()) {
            return new Parsed.Rejected<>(problems);
        }
        try {
            return Parsed.accepted(Credential.fromPem(chain.get(), key.get()));
        } catch (MalformedCredentialException e) {
            return Parsed.rejected(
                    new ConfigProblem(Code.INVALID_VALUE, "tls_certificate", String.valueOf(e.getMessage())));
        }
    }

    /** A validation context that stands in a TLS context itself. */
    static Parsed<Validation> validation(ValidationContext context) {
        List<ConfigProblem> problems = new ArrayList<>();
        unsupported(context.crl().isPresent(), "crl", "revocation lists are not supported", problems);
        unsupported(
                context.allowExpired(),
                "allow_expired_certificate",
                "an expired certificate is never accepted",
                problems);
        unsupported(context.systemRoots(), "system_root_certs", "name the roots in trusted_ca", problems);
        Optional<TrustBundle> bundle = Optional.empty();
        if (context.trustedCa().isPresent()) {
            Optional<String> pem = text("trusted_ca", context.trustedCa().get(), problems);
            try {
                bundle = pem.map(TrustBundle::fromPem);
            } catch (MalformedCredentialException e) {
                problems.add(new ConfigProblem(Code.INVALID_VALUE, "trusted_ca", String.valueOf(e.getMessage())));
            }
        } else {
            unsupported(
                    !context.subjectAltNames().isEmpty(),
                    "match_typed_subject_alt_names",
                    "names mean nothing without a trusted_ca",
                    problems);
        }
        return Parsed.of(new Validation(context, bundle), problems);
    }

    private static void unsupported(boolean set, String field, String message, List<ConfigProblem> problems) {
        if (set) {
            problems.add(new ConfigProblem(Code.UNSUPPORTED_FIELD, field, message));
        }
    }

    private static Optional<String> text(String path, DataSource source, List<ConfigProblem> problems) {
        return switch (source) {
            case DataSource.Inline inline -> Optional.of(inline.content().toUtf8());
            case DataSource.Environment environment -> {
                String value = System.getenv(environment.variable());
                if (value == null) {
                    problems.add(new ConfigProblem(
                            Code.MISSING, path, "environment variable " + environment.variable() + " is not set"));
                }
                yield Optional.ofNullable(value);
            }
            case DataSource.File file -> {
                try {
                    yield Optional.of(SecretFiles.readForeign(Path.of(file.path())));
                } catch (IOException e) {
                    problems.add(new ConfigProblem(Code.INVALID_VALUE, path, "cannot read " + file.path() + ": " + e));
                    yield Optional.empty();
                }
            }
        };
    }
}
