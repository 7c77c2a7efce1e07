// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.mainstay.engine.core.Bytes;
import io.mainstay.engine.core.DataSource;
import io.mainstay.engine.match.StringMatcher;
import io.mainstay.engine.tls.CommonTls;
import io.mainstay.engine.tls.DownstreamTls;
import io.mainstay.engine.tls.SanMatcher;
import io.mainstay.engine.tls.SdsReference;
import io.mainstay.engine.tls.TlsParameters;
import io.mainstay.engine.tls.UpstreamTls;
import io.mainstay.engine.tls.ValidationContext;
import io.mainstay.security.CertificateIssuer;
import io.mainstay.security.CertificateProfile;
import io.mainstay.security.CertificateProfile.Names;
import io.mainstay.security.Credential;
import io.mainstay.security.KeyPairs;
import io.mainstay.security.TrustBundle;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A root, what it signs, and TLS settings around it. */
final class TestPki {
    static final SdsReference ROOT = new SdsReference("ROOTCA", Optional.empty());
    static final SdsReference CALLER = new SdsReference(SdsReference.CALLER, Optional.empty());

    private final Credential root;

    TestPki() {
        KeyPair key = KeyPairs.generateP256();
        Instant now = Instant.now();
        root = CertificateIssuer.selfSigned(
                key,
                new CertificateProfile(
                        key.getPublic(),
                        "CN=root " + System.identityHashCode(this),
                        Names.none(),
                        now.minus(Duration.ofDays(2)),
                        now.plus(Duration.ofDays(10)),
                        true),
                new SecureRandom());
    }

    TrustBundle bundle() {
        return new TrustBundle(root.chain().certificates());
    }

    Credential issue(String spiffeId) {
        Instant now = Instant.now();
        return issue(new Names(List.of(spiffeId), List.of(), List.of()), now.minusSeconds(60), now.plusSeconds(3600));
    }

    Credential issue(Names names, Instant from, Instant until) {
        KeyPair key = KeyPairs.generateP256();
        return new Credential(
                new CertificateIssuer(root, new SecureRandom())
                        .issue(new CertificateProfile(key.getPublic(), "", names, from, until, false)),
                key.getPrivate());
    }

    static SdsReference named(String name) {
        return new SdsReference(name, Optional.empty());
    }

    static ResolvedSecret secret(Credential credential) {
        return new ResolvedSecret.Certificate(credential);
    }

    ResolvedSecret trust(SanMatcher... names) {
        return new ResolvedSecret.Validation(context(names), Optional.of(bundle()));
    }

    ValidationContext context(SanMatcher... names) {
        return new ValidationContext(
                Optional.of(new DataSource.Inline(Bytes.ofUtf8(bundle().toPem()))),
                false,
                List.of(),
                List.of(),
                List.of(names),
                Optional.empty(),
                false,
                false);
    }

    static SanMatcher uri(String exact) {
        return new SanMatcher(SanMatcher.SanType.URI, new StringMatcher.Exact(exact, false));
    }

    static SanMatcher uriPrefix(String prefix) {
        return new SanMatcher(SanMatcher.SanType.URI, new StringMatcher.Prefix(prefix, false));
    }

    static ValidationContext names(SanMatcher... names) {
        return new ValidationContext(
                Optional.empty(), false, List.of(), List.of(), List.of(names), Optional.empty(), false, false);
    }

    static CommonTls common(SdsReference certificate, Optional<ValidationContext> names, List<String> alpn) {
        return new CommonTls(TlsParameters.DEFAULT, List.of(), List.of(certificate), names, Optional.of(ROOT), alpn);
    }

    static CommonTls common(TlsParameters parameters, SdsReference certificate) {
        return new CommonTls(
                parameters, List.of(), List.of(certificate), Optional.empty(), Optional.of(ROOT), List.of());
    }

    /** Demands a certificate of the root, and one of these names when any are given. */
    static DownstreamTls strict(String identity, SanMatcher... names) {
        Optional<ValidationContext> context = names.length == 0 ? Optional.empty() : Optional.of(names(names));
        return new DownstreamTls(
                common(named(identity), context, List.of("h2", "http/1.1")), true, false, true, true, Duration.ZERO);
    }

    static UpstreamTls upstream(SdsReference certificate, String sni, SanMatcher... names) {
        Optional<ValidationContext> context = names.length == 0 ? Optional.empty() : Optional.of(names(names));
        return new UpstreamTls(common(certificate, context, List.of("h2")), sni, false, false, 1);
    }
}
