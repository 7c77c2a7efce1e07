// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.mainstay.engine.listener.ForwardingOptions;
import io.mainstay.engine.wire.Read;
import io.mainstay.security.PeerCertificates;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** What to put in {@code x-forwarded-client-cert}, in Envoy's form and order. */
public final class ForwardedClientCert {
    private ForwardedClientCert() {}

    /**
     * The header's value for a request, empty for none.
     *
     * @param received the header as it came, its lines joined by commas; empty when there was none
     * @param peer     the connection's client
     */
    public static String value(ForwardingOptions options, String received, Optional<TlsPeer> peer) {
        return switch (options.clientCert()) {
            case SANITIZE -> "";
            case ALWAYS_FORWARD_ONLY -> received;
            case FORWARD_ONLY -> peer.isPresent() ? received : "";
            case SANITIZE_SET -> peer.map(p -> element(options, p)).orElse("");
            case APPEND_FORWARD ->
                peer.map(p -> received.isEmpty() ? element(options, p) : received + "," + element(options, p))
                        .orElse("");
        };
    }

    private static String element(ForwardingOptions options, TlsPeer peer) {
        List<String> parts = new ArrayList<>();
        peer.localUris().forEach(uri -> parts.add("By=" + uri));
        parts.add("Hash=" + hash(peer.leaf()));
        if (options.certPem()) {
            parts.add("Cert=\"" + encode(peer.chain().subList(0, 1)) + '"');
        }
        if (options.certChain()) {
            parts.add("Chain=\"" + encode(peer.chain()) + '"');
        }
        if (options.certSubject()) {
            parts.add("Subject=\""
                    + NameText.of(peer.leaf().getSubjectX500Principal())
                            .replace("\\", "\\\\")
                            .replace("\"", "\\\"")
                    + '"');
        }
        if (options.certUri()) {
            List<String> uris = PeerCertificates.uriNames(peer.leaf());
            (uris.isEmpty() ? List.of("") : uris).forEach(uri -> parts.add("URI=" + uri));
        }
        if (options.certDns()) {
            PeerCertificates.dnsNames(peer.leaf()).forEach(dns -> parts.add("DNS=" + dns));
        }
        return Read.octets(String.join(";", parts));
    }

    private static String hash(X509Certificate leaf) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(leaf.getEncoded()));
        } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a certificate that was verified can be hashed", e);
        }
    }

    private static String encode(List<X509Certificate> certificates) {
        StringBuilder pem = new StringBuilder();
        try {
            for (X509Certificate certificate : certificates) {
                pem.append("-----BEGIN CERTIFICATE-----\n")
                        .append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was verified can be encoded", e);
        }
        return URLEncoder.encode(pem.toString(), StandardCharsets.US_ASCII).replace("+", "%20");
    }
}
