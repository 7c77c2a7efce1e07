// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.mainstay.engine.tls.CommonTls;
import io.mainstay.engine.tls.SdsReference;
import io.mainstay.engine.tls.TlsCertificate;
import io.mainstay.engine.tls.ValidationContext;
import io.mainstay.model.Parsed;
import io.mainstay.security.Credential;
import io.mainstay.security.TrustBundle;
import java.util.List;
import java.util.Optional;

/**
 * What a TLS context needs beside its settings, gathered from where the settings point.
 *
 * @param ready      whether everything is here
 * @param missing    what is not, for people; empty when ready
 * @param credential this side's certificate; empty when it shows none
 * @param validation how to judge the peer; empty: not at all
 */
record SecretUse(
        boolean ready,
        String missing,
        Optional<Credential> credential,
        Optional<ResolvedSecret.Validation> validation) {
    private static SecretUse missing(String what) {
        return new SecretUse(false, what, Optional.empty(), Optional.empty());
    }

    /** Looks everything up; asks for what is not here. */
    static SecretUse gather(CommonTls tls, Optional<String> caller, SecretStore secrets) {
        Optional<Credential> credential = Optional.empty();
        if (!tls.certificates().isEmpty()) {
            TlsCertificate inline = tls.certificates().getFirst();
            switch (ResolvedSecret.certificate(inline)) {
                case Parsed.Accepted<Credential> accepted -> credential = Optional.of(accepted.value());
                case Parsed.Rejected<Credential> rejected -> {
                    return missing(rejected.problems().toString());
                }
            }
        } else if (!tls.certificateSds().isEmpty()) {
            Optional<SdsReference> reference = resolve(tls.certificateSds().getFirst(), caller);
            if (reference.isEmpty()) {
                return missing("the caller's identity, which this connection does not have");
            }
            if (!(secrets.find(reference.get()).orElse(null) instanceof ResolvedSecret.Certificate found)) {
                return missing("secret " + reference.get().name());
            }
            credential = Optional.of(found.credential());
        }
        return withValidation(tls, credential, secrets);
    }

    /** Everything a context refers to, with the caller's own name in place of the stand-in. */
    static List<SdsReference> references(CommonTls tls, Optional<String> caller) {
        return tls.references().stream()
                .flatMap(reference -> resolve(reference, caller).stream())
                .toList();
    }

    private static SecretUse withValidation(CommonTls tls, Optional<Credential> credential, SecretStore secrets) {
        Optional<ResolvedSecret.Validation> validation = Optional.empty();
        if (tls.validation().isPresent()) {
            switch (ResolvedSecret.validation(tls.validation().get())) {
                case Parsed.Accepted<ResolvedSecret.Validation> accepted -> validation = Optional.of(accepted.value());
                case Parsed.Rejected<ResolvedSecret.Validation> rejected -> {
                    if (tls.validationSds().isEmpty()) {
                        return missing(rejected.problems().toString());
                    }
                }
            }
        }
        if (tls.validationSds().isPresent()) {
            SdsReference reference = tls.validationSds().get();
            if (!(secrets.find(reference).orElse(null) instanceof ResolvedSecret.Validation found)) {
                return missing("secret " + reference.name());
            }
            // combined_validation_context: names stand in the context, roots come by SDS.
            validation = Optional.of(tls.validation()
                    .map(own -> new ResolvedSecret.Validation(
                            own.mergedWith(found.context()), found.bundle().or(() -> bundleOf(own))))
                    .orElse(found));
        }
        return new SecretUse(true, "", credential, validation);
    }

    private static Optional<TrustBundle> bundleOf(ValidationContext own) {
        return ResolvedSecret.validation(own) instanceof Parsed.Accepted<ResolvedSecret.Validation> accepted
                ? accepted.value().bundle()
                : Optional.empty();
    }

    private static Optional<SdsReference> resolve(SdsReference reference, Optional<String> caller) {
        return reference.isCaller()
                ? caller.map(identity -> new SdsReference(identity, reference.source()))
                : Optional.of(reference);
    }
}
