// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Reads what a peer's certificate says about it. Nothing here verifies a chain. */
public final class PeerCertificates {
    /** GeneralName's tags, RFC 5280 4.2.1.6. */
    private static final int EMAIL = 1;

    private static final int DNS_NAME = 2;

    private static final int URI_NAME = 6;
    private static final int IP_ADDRESS = 7;

    private PeerCertificates() {}

    /** The identity of a certificate; empty unless it has exactly one URI name and that is a SPIFFE id (X509-SVID 2). */
    public static Optional<SpiffeId> spiffeId(X509Certificate certificate) {
        List<String> uris = uriNames(certificate);
        return uris.size() == 1 ? SpiffeId.parse(uris.getFirst()) : Optional.empty();
    }

    public static List<String> uriNames(X509Certificate certificate) {
        return names(certificate, URI_NAME);
    }

    public static List<String> dnsNames(X509Certificate certificate) {
        return names(certificate, DNS_NAME);
    }

    /** Addresses in text form. */
    public static List<String> ipAddresses(X509Certificate certificate) {
        return names(certificate, IP_ADDRESS);
    }

    public static List<String> emailAddresses(X509Certificate certificate) {
        return names(certificate, EMAIL);
    }

    /** Names of every kind that is text, URIs first. */
    public static List<String> allNames(X509Certificate certificate) {
        List<String> all = new ArrayList<>(uriNames(certificate));
        all.addAll(dnsNames(certificate));
        all.addAll(ipAddresses(certificate));
        all.addAll(emailAddresses(certificate));
        return List.copyOf(all);
    }

    private static List<String> names(X509Certificate certificate, int tag) {
        Collection<List<?>> all;
        try {
            all = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException _) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        if (all != null) {
            for (List<?> name : all) {
                if (name.get(0) instanceof Integer found && found == tag && name.get(1) instanceof String text) {
                    names.add(text);
                }
            }
        }
        return List.copyOf(names);
    }
}
