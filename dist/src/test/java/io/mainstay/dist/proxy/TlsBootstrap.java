// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import io.mainstay.proxy.telemetry.JsonText;
import io.mainstay.security.CertificateIssuer;
import io.mainstay.security.CertificateProfile;
import io.mainstay.security.Credential;
import io.mainstay.security.KeyPairs;
import io.mainstay.security.TrustBundle;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A bootstrap whose listener shows a certificate of a root made for the test, and verifies clients against that root. */
final class TlsBootstrap {
    static final String IDENTITY = "spiffe://cluster.local/ns/shop/sa/web";

    private TlsBootstrap() {}

    static String json(String routes, String... clusters) {
        Instant now = Instant.now();
        SecureRandom random = new SecureRandom();
        KeyPair rootKey = KeyPairs.generateP256();
        Credential root = CertificateIssuer.selfSigned(
                rootKey,
                new CertificateProfile(
                        rootKey.getPublic(),
                        "CN=root",
                        CertificateProfile.Names.none(),
                        now.minus(Duration.ofDays(1)),
                        now.plus(Duration.ofDays(100)),
                        true),
                random);
        KeyPair key = KeyPairs.generateP256();
        Credential leaf = new Credential(
                new CertificateIssuer(root, random)
                        .issue(new CertificateProfile(
                                key.getPublic(),
                                "",
                                new CertificateProfile.Names(List.of(IDENTITY), List.of("web.io"), List.of()),
                                now.minusSeconds(60),
                                now.plus(Duration.ofDays(10)),
                                false)),
                key.getPrivate());
        String tls = """
            "filter_chains": [{"transport_socket": {"name": "tls", "typed_config": {
              "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
              "common_tls_context": {
                "tls_certificates": [{"certificate_chain": {"inline_string": %s}, "private_key": {"inline_string": %s}}],
                "validation_context": {"trusted_ca": {"inline_string": %s}}}}},\
            """.formatted(
                        JsonText.quoted(leaf.chain().toPem()),
                        JsonText.quoted(leaf.privateKeyPem()),
                        JsonText.quoted(new TrustBundle(root.chain().certificates()).toPem()));
        return TestProxy.json(routes, "", clusters).replace("\"filter_chains\": [{", tls);
    }
}
