// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.tls;

import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext.TrustChainVerification;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.mainstay.engine.core.Bytes;
import io.mainstay.engine.core.DataSource;
import io.mainstay.engine.core.DataSourceParser;
import io.mainstay.engine.match.MatcherParser;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import io.mainstay.model.ConfigProblem.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads secrets: certificates with keys, validation contexts, ticket keys and generic ones. */
@SuppressWarnings("deprecation") // control planes still send the deprecated forms
public final class SecretParser {
    static final MessageTable CERTIFICATE_TABLE = MessageTable.of(
                    "envoy.extensions.transport_sockets.tls.v3.TlsCertificate")
            .message(1, "certificate_chain", () -> DataSourceParser.TABLE)
            .message(2, "private_key", () -> DataSourceParser.TABLE)
            .rejected(3, "password", "encrypted private keys are not supported; decrypt with openssl pkey")
            .rejected(4, "ocsp_staple", "there is no OCSP stapling")
            .rejectedList(5, "signed_certificate_timestamp", "not supported")
            .rejected(6, "private_key_provider", "not supported")
            .rejected(7, "watched_directory", "files are read when the configuration is loaded; use SDS to rotate")
            .rejected(8, "pkcs12", "use PEM")
            .build();

    private static final MessageTable SAN = MessageTable.of(
                    "envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher")
            .value(1, "san_type", "EMAIL, DNS, URI, IP_ADDRESS")
            .message(2, "matcher", () -> MatcherParser.STRING_TABLE)
            .rejected(3, "oid", "OTHER_NAME is not supported")
            .build();

    static final MessageTable VALIDATION_TABLE = MessageTable.of(
                    "envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext")
            .message(1, "trusted_ca", () -> DataSourceParser.TABLE)
            .values(2, "verify_certificate_hash")
            .values(3, "verify_certificate_spki")
            .rejectedSwitch(6, "require_signed_certificate_timestamp", "not supported")
            .rejected(7, "crl", "revocation lists are not supported")
            .rejected(8, "allow_expired_certificate", "an expired certificate is never accepted")
            .messages(9, "match_subject_alt_names", () -> MatcherParser.STRING_TABLE)
            .value(10, "trust_chain_verification")
            .rejected(11, "watched_directory", "files are read when the configuration is loaded; use SDS to rotate")
            .rejected(12, "custom_validator_config", "not supported")
            .rejected(13, "ca_certificate_provider_instance", "use SDS")
            .rejected(14, "only_verify_leaf_cert_crl", "not supported")
            .messages(15, "match_typed_subject_alt_names", () -> SAN)
            .rejected(16, "max_verify_depth", "not supported")
            .rejected(17, "system_root_certs", "name the roots in trusted_ca")
            .build();

    public static final MessageTable TABLE = MessageTable.of("envoy.extensions.transport_sockets.tls.v3.Secret")
            .value(1, "name")
            .message(2, "tls_certificate", () -> CERTIFICATE_TABLE)
            .rejected(3, "session_ticket_keys", "keys of tickets are made by the proxy")
            .message(4, "validation_context", () -> VALIDATION_TABLE)
            .rejected(5, "generic_secret", "no filter takes one")
            .build();

    private static final DataSource NOTHING = new DataSource.Inline(Bytes.EMPTY);

    private SecretParser() {}

    public static SecretConfig parse(Secret secret, Problems problems) {
        String name = secret.getName();
        return switch (secret.getTypeCase()) {
            case TLS_CERTIFICATE ->
                new SecretConfig.Certificate(
                        name, certificate(secret.getTlsCertificate(), problems.in("tls_certificate")));
            case VALIDATION_CONTEXT ->
                new SecretConfig.Validation(
                        name, validation(secret.getValidationContext(), problems.in("validation_context")));
            case SESSION_TICKET_KEYS -> ticketKeys(secret, problems.in("session_ticket_keys"));
            case GENERIC_SECRET ->
                new SecretConfig.Generic(
                        name,
                        secret.getGenericSecret().hasSecret()
                                ? DataSourceParser.parse(
                                        secret.getGenericSecret().getSecret(), problems.in("generic_secret.secret"))
                                : NOTHING);
            case TYPE_NOT_SET -> {
                problems.add(Code.MISSING, "one of tls_certificate, validation_context is required");
                yield new SecretConfig.Generic(name, NOTHING);
            }
        };
    }

    private static SecretConfig ticketKeys(Secret secret, Problems problems) {
        List<DataSource> keys = new ArrayList<>();
        for (int i = 0; i < secret.getSessionTicketKeys().getKeysCount(); i++) {
            keys.add(DataSourceParser.parse(secret.getSessionTicketKeys().getKeys(i), problems.in("keys", i)));
        }
        if (keys.isEmpty()) {
            problems.missing("keys");
        }
        return new SecretConfig.SessionTicketKeys(secret.getName(), keys);
    }

    static TlsCertificate certificate(
            io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate certificate, Problems problems) {
        if (!certificate.hasCertificateChain() && !certificate.hasPkcs12()) {
            problems.missing("certificate_chain");
        }
        if (!certificate.hasPrivateKey() && !certificate.hasPkcs12() && !certificate.hasPrivateKeyProvider()) {
            problems.missing("private_key");
        }
        return new TlsCertificate(
                certificate.hasCertificateChain()
                        ? DataSourceParser.parse(certificate.getCertificateChain(), problems.in("certificate_chain"))
                        : NOTHING,
                certificate.hasPrivateKey()
                        ? DataSourceParser.parse(certificate.getPrivateKey(), problems.in("private_key"))
                        : NOTHING,
                certificate.hasPassword()
                        ? Optional.of(DataSourceParser.parse(certificate.getPassword(), problems.in("password")))
                        : Optional.empty());
    }

    static ValidationContext validation(CertificateValidationContext context, Problems problems) {
        if (context.getTrustChainVerification() == TrustChainVerification.UNRECOGNIZED) {
            problems.invalid("trust_chain_verification", "unknown value " + context.getTrustChainVerificationValue());
        }
        List<SanMatcher> names = names(context, problems);
        boolean trusts = context.hasTrustedCa() || context.hasSystemRootCerts();
        return new ValidationContext(
                context.hasTrustedCa()
                        ? Optional.of(DataSourceParser.parse(context.getTrustedCa(), problems.in("trusted_ca")))
                        : Optional.empty(),
                context.hasSystemRootCerts(),
                hashes(context, problems),
                spki(context, problems),
                names,
                crl(context, trusts, problems),
                context.getAllowExpiredCertificate(),
                context.getTrustChainVerification() == TrustChainVerification.ACCEPT_UNTRUSTED);
    }

    private static Optional<DataSource> crl(CertificateValidationContext context, boolean trusts, Problems problems) {
        if (!context.hasCrl()) {
            return Optional.empty();
        }
        if (!trusts) {
            problems.in("crl").add(Code.CONFLICT, "needs trusted_ca");
        }
        return Optional.of(DataSourceParser.parse(context.getCrl(), problems.in("crl")));
    }

    private static List<String> hashes(CertificateValidationContext context, Problems problems) {
        List<String> hashes = new ArrayList<>();
        for (int i = 0; i < context.getVerifyCertificateHashCount(); i++) {
            String hash = context.getVerifyCertificateHash(i).replace(":", "").toLowerCase(Locale.ROOT);
            boolean good = hash.length() == 64 && hash.chars().allMatch(c -> Character.digit(c, 16) >= 0);
            if (!good) {
                problems.in("verify_certificate_hash", i)
                        .add(Code.INVALID_VALUE, "is not a SHA-256 hash in hexadecimal");
            }
            hashes.add(hash);
        }
        return hashes;
    }

    private static List<String> spki(CertificateValidationContext context, Problems problems) {
        for (int i = 0; i < context.getVerifyCertificateSpkiCount(); i++) {
            if (context.getVerifyCertificateSpki(i).length() != 44) {
                problems.in("verify_certificate_spki", i)
                        .add(Code.INVALID_VALUE, "is not a SHA-256 hash in base64 (44 characters)");
            }
        }
        return List.copyOf(context.getVerifyCertificateSpkiList());
    }

    private static List<SanMatcher> names(CertificateValidationContext context, Problems problems) {
        List<SanMatcher> names = new ArrayList<>();
        for (int i = 0; i < context.getMatchTypedSubjectAltNamesCount(); i++) {
            names.add(name(context.getMatchTypedSubjectAltNames(i), problems.in("match_typed_subject_alt_names", i)));
        }
        for (int i = 0; i < context.getMatchSubjectAltNamesCount(); i++) {
            names.add(new SanMatcher(
                    SanMatcher.SanType.ANY,
                    MatcherParser.string(
                            context.getMatchSubjectAltNames(i), problems.in("match_subject_alt_names", i))));
        }
        return names;
    }

    private static SanMatcher name(SubjectAltNameMatcher matcher, Problems problems) {
        SanMatcher.SanType type =
                switch (matcher.getSanType()) {
                    case EMAIL -> SanMatcher.SanType.EMAIL;
                    case DNS -> SanMatcher.SanType.DNS;
                    case URI -> SanMatcher.SanType.URI;
                    case IP_ADDRESS -> SanMatcher.SanType.IP_ADDRESS;
                    case SAN_TYPE_UNSPECIFIED, OTHER_NAME, UNRECOGNIZED -> {
                        problems.invalid(
                                "san_type",
                                Read.word(matcher.getSanType(), matcher.getSanTypeValue())
                                        + " (expected: EMAIL, DNS, URI or IP_ADDRESS)");
                        yield SanMatcher.SanType.URI;
                    }
                };
        if (!matcher.hasMatcher()) {
            problems.missing("matcher");
            return new SanMatcher(type, new io.mainstay.engine.match.StringMatcher.Exact("", false));
        }
        return new SanMatcher(type, MatcherParser.string(matcher.getMatcher(), problems.in("matcher")));
    }
}
