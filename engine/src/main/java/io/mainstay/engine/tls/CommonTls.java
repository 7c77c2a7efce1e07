// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.tls;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What both sides of TLS share ({@code CommonTlsContext}).
 *
 * @param certificates    inline; not both these and {@code certificateSds}
 * @param certificateSds  {@code tls_certificate_sds_secret_configs}
 * @param validation      {@code validation_context}, or the default part of {@code combined_validation_context}
 * @param validationSds   {@code validation_context_sds_secret_config}, alone or of {@code combined_validation_context}
 * @param alpn            {@code alpn_protocols}, in order of preference
 */
public record CommonTls(
        TlsParameters parameters,
        List<TlsCertificate> certificates,
        List<SdsReference> certificateSds,
        Optional<ValidationContext> validation,
        Optional<SdsReference> validationSds,
        List<String> alpn) {
    public CommonTls {
        Objects.requireNonNull(parameters);
        certificates = List.copyOf(certificates);
        certificateSds = List.copyOf(certificateSds);
        Objects.requireNonNull(validation);
        Objects.requireNonNull(validationSds);
        alpn = List.copyOf(alpn);
    }

    /** Every secret this context waits for. */
    public List<SdsReference> references() {
        return java.util.stream.Stream.concat(certificateSds.stream(), validationSds.stream())
                .toList();
    }
}
