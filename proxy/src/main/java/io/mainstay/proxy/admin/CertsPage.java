// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.admin;

import io.mainstay.proxy.telemetry.JsonText;
import io.mainstay.proxy.tls.CertificatesInUse;
import io.mainstay.security.PeerCertificates;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** {@code /certs}, as Envoy writes it ({@code admin.v3.Certificates}). */
final class CertsPage {
    /** Where a certificate is that came by SDS or stands in the configuration itself. */
    private static final String INLINE = "<inline>";

    private CertsPage() {}

    static String json(List<CertificatesInUse> contexts, Instant now) {
        return contexts.stream()
                .map(use -> "  {\n   \"ca_cert\": " + list(use.roots(), now) + ",\n   \"cert_chain\": "
                        + list(use.chain(), now) + "\n  }")
                .collect(Collectors.joining(",\n", "{\n \"certificates\": [\n", "\n ]\n}\n"));
    }

    private static String list(List<X509Certificate> certificates, Instant now) {
        return certificates.stream()
                .map(certificate -> "\n    " + one(certificate, now))
                .collect(Collectors.joining(",", "[", "\n   ]"));
    }

    private static String one(X509Certificate certificate, Instant now) {
        Instant until = certificate.getNotAfter().toInstant();
        return "{\"path\": " + JsonText.quoted(INLINE)
                + ", \"serial_number\": "
                + JsonText.quoted(certificate.getSerialNumber().toString(16))
                + ", \"subject_alt_names\": " + names(certificate)
                + ", \"days_until_expiration\": "
                + JsonText.quoted(Long.toString(daysUntil(until, now)))
                + ", \"valid_from\": "
                + JsonText.quoted(text(certificate.getNotBefore().toInstant()))
                + ", \"expiration_time\": " + JsonText.quoted(text(until)) + "}";
    }

    static long daysUntil(Instant until, Instant now) {
        return Math.max(0, Duration.between(now, until).toDays());
    }

    private static String text(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        PeerCertificates.uriNames(certificate).forEach(name -> names.add(name("uri", name)));
        PeerCertificates.dnsNames(certificate).forEach(name -> names.add(name("dns", name)));
        PeerCertificates.ipAddresses(certificate).forEach(name -> names.add(name("ip_address", name)));
        return "[" + String.join(", ", names) + "]";
    }

    private static String name(String kind, String value) {
        return "{\"" + kind + "\": " + JsonText.quoted(value) + "}";
    }
}
