// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.tls;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.mainstay.engine.core.ConfigSourceParser;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import io.mainstay.model.ConfigProblem.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads TLS contexts, and transport sockets that hold one. */
@SuppressWarnings("deprecation") // control planes still send the deprecated forms
public final class TlsParser {
    private static final MessageTable PARAMETERS = MessageTable.of(
                    "envoy.extensions.transport_sockets.tls.v3.TlsParameters")
            .value(1, "tls_minimum_protocol_version", "TLS 1.2 and 1.3")
            .value(2, "tls_maximum_protocol_version", "TLS 1.2 and 1.3")
            .values(3, "cipher_suites")
            .values(4, "ecdh_curves")
            .rejectedList(5, "signature_algorithms", "not supported")
            .rejectedList(6, "compliance_policies", "not supported")
            .build();

    private static final MessageTable SDS = MessageTable.of("envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig")
            .value(1, "name")
            .message(2, "sds_config", () -> ConfigSourceParser.TABLE)
            .build();

    private static final MessageTable COMBINED = MessageTable.of(
                    "envoy.extensions.transport_sockets.tls.v3.CommonTlsContext.CombinedCertificateValidationContext")
            .message(1, "default_validation_context", () -> SecretParser.VALIDATION_TABLE)
            .message(2, "validation_context_sds_secret_config", () -> SDS)
            .rejected(3, "validation_context_certificate_provider", "use SDS")
            .rejected(4, "validation_context_certificate_provider_instance", "use SDS")
            .build();

    private static final MessageTable COMMON = MessageTable.of(
                    "envoy.extensions.transport_sockets.tls.v3.CommonTlsContext")
            .message(1, "tls_params", () -> PARAMETERS)
            .messages(2, "tls_certificates", () -> SecretParser.CERTIFICATE_TABLE)
            .message(3, "validation_context", () -> SecretParser.VALIDATION_TABLE)
            .values(4, "alpn_protocols")
            .messages(6, "tls_certificate_sds_secret_configs", () -> SDS)
            .message(7, "validation_context_sds_secret_config", () -> SDS)
            .message(8, "combined_validation_context", () -> COMBINED)
            .rejected(9, "tls_certificate_certificate_provider", "use SDS")
            .rejected(10, "validation_context_certificate_provider", "use SDS")
            .rejected(11, "tls_certificate_certificate_provider_instance", "use SDS")
            .rejected(12, "validation_context_certificate_provider_instance", "use SDS")
            .rejected(13, "custom_handshaker", "not supported")
            .rejected(14, "tls_certificate_provider_instance", "use SDS")
            .rejected(15, "key_log", "keys are never written")
            .rejected(16, "custom_tls_certificate_selector", "not supported")
            .build();

    public static final MessageTable DOWNSTREAM_TABLE = MessageTable.of(
                    "envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext")
            .message(1, "common_tls_context", () -> COMMON)
            .value(2, "require_client_certificate")
            .value(3, "require_sni")
            .rejected(4, "session_ticket_keys", "keys of tickets are made by the proxy")
            .rejected(5, "session_ticket_keys_sds_secret_config", "keys of tickets are made by the proxy")
            .value(6, "session_timeout")
            .value(7, "disable_stateless_session_resumption")
            .rejected(8, "ocsp_staple_policy", "there is no OCSP stapling")
            .inert(9, "full_scan_certs_on_sni_mismatch", "the first certificate serves names no certificate is for")
            .value(10, "disable_stateful_session_resumption")
            .rejected(11, "prefer_client_ciphers", "the server's order counts")
            .build();

    public static final MessageTable UPSTREAM_TABLE = MessageTable.of(
                    "envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext")
            .message(1, "common_tls_context", () -> COMMON)
            .value(2, "sni")
            .rejected(3, "allow_renegotiation", "renegotiation is never allowed")
            .value(4, "max_session_keys")
            .inert(5, "enforce_rsa_key_usage", "the TLS library decides")
            .rejected(6, "auto_host_sni", "set sni, or auto_sni of the cluster")
            .value(7, "auto_sni_san_validation")
            .build();

    private static final String DOWNSTREAM = "envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext";
    private static final String UPSTREAM = "envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext";
    private static final String RAW = "envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer";

    private TlsParser() {}

    /** The TLS of a filter chain's transport socket; empty when it is a raw buffer. */
    public static Optional<DownstreamTls> downstream(Any config, Problems problems) {
        String type = messageName(config);
        if (type.equals(RAW)) {
            return Optional.empty();
        }
        if (!type.equals(DOWNSTREAM)) {
            unknown(config, DOWNSTREAM, problems);
            return Optional.empty();
        }
        try {
            return Optional.of(downstream(DownstreamTlsContext.parseFrom(config.getValue()), problems));
        } catch (InvalidProtocolBufferException e) {
            problems.add(Code.MALFORMED, "not a " + DOWNSTREAM + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /** The TLS of a cluster's transport socket; empty when it is a raw buffer. */
    public static Optional<UpstreamTls> upstream(Any config, Problems problems) {
        String type = messageName(config);
        if (type.equals(RAW)) {
            return Optional.empty();
        }
        if (!type.equals(UPSTREAM)) {
            unknown(config, UPSTREAM, problems);
            return Optional.empty();
        }
        try {
            return Optional.of(upstream(UpstreamTlsContext.parseFrom(config.getValue()), problems));
        } catch (InvalidProtocolBufferException e) {
            problems.add(Code.MALFORMED, "not a " + UPSTREAM + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private static String messageName(Any config) {
        return config.getTypeUrl().substring(config.getTypeUrl().lastIndexOf('/') + 1);
    }

    private static void unknown(Any config, String expected, Problems problems) {
        if (config.getTypeUrl().isEmpty()) {
            problems.add(Code.MISSING, "is required");
        } else {
            problems.add(Code.UNKNOWN_TYPE, config.getTypeUrl() + " (expected: " + expected + ")");
        }
    }

    static DownstreamTls downstream(DownstreamTlsContext context, Problems problems) {
        CommonTls common = common(context.getCommonTlsContext(), problems.in("common_tls_context"));
        if (common.certificates().isEmpty() && common.certificateSds().isEmpty()) {
            problems.in("common_tls_context").add(Code.MISSING, "a server needs a certificate");
        }
        boolean requireClient = context.getRequireClientCertificate().getValue();
        if (requireClient
                && common.validation().isEmpty()
                && common.validationSds().isEmpty()) {
            problems.in("require_client_certificate")
                    .add(Code.CONFLICT, "needs a validation context to verify the certificate with");
        }
        return new DownstreamTls(
                common,
                requireClient,
                context.getRequireSni().getValue(),
                !context.getDisableStatelessSessionResumption(),
                !context.getDisableStatefulSessionResumption(),
                Read.duration(context.getSessionTimeout(), problems, "session_timeout"));
    }

    static UpstreamTls upstream(UpstreamTlsContext context, Problems problems) {
        if (context.getSni().getBytes(java.nio.charset.StandardCharsets.UTF_8).length > 255) {
            problems.invalid("sni", "longer than 255 bytes");
        }
        CommonTls common = common(context.getCommonTlsContext(), problems.in("common_tls_context"));
        return new UpstreamTls(
                common,
                context.getSni(),
                context.getAutoHostSni(),
                context.getAutoSniSanValidation(),
                Read.number(
                        context.hasMaxSessionKeys(),
                        context.getMaxSessionKeys(),
                        1,
                        Read.Range.ANY,
                        problems,
                        "max_session_keys"));
    }

    private static CommonTls common(CommonTlsContext context, Problems problems) {
        List<TlsCertificate> certificates = new ArrayList<>();
        for (int i = 0; i < context.getTlsCertificatesCount(); i++) {
            certificates.add(
                    SecretParser.certificate(context.getTlsCertificates(i), problems.in("tls_certificates", i)));
        }
        List<SdsReference> sds = new ArrayList<>();
        for (int i = 0; i < context.getTlsCertificateSdsSecretConfigsCount(); i++) {
            sds.add(reference(
                    context.getTlsCertificateSdsSecretConfigs(i),
                    problems.in("tls_certificate_sds_secret_configs", i)));
        }
        onlyOne(certificates.size(), problems, "tls_certificates");
        onlyOne(sds.size(), problems, "tls_certificate_sds_secret_configs");
        if (!certificates.isEmpty() && !sds.isEmpty()) {
            problems.in("tls_certificate_sds_secret_configs")
                    .add(Code.CONFLICT, "tls_certificates and SDS certificates cannot both be set");
        }
        return new CommonTls(
                parameters(context, problems.in("tls_params")),
                certificates,
                sds,
                validation(context, problems),
                validationSds(context, problems),
                context.getAlpnProtocolsList());
    }

    private static void onlyOne(int given, Problems problems, String field) {
        for (int i = 1; i < given; i++) {
            problems.in(field, i).add(Code.UNSUPPORTED_FIELD, "a TLS context has one certificate here");
        }
    }

    private static Optional<ValidationContext> validation(CommonTlsContext context, Problems problems) {
        return switch (context.getValidationContextTypeCase()) {
            case VALIDATION_CONTEXT -> {
                ValidationContext validation =
                        SecretParser.validation(context.getValidationContext(), problems.in("validation_context"));
                boolean trusts = validation.trustedCa().isPresent() || validation.systemRoots();
                if (!validation.subjectAltNames().isEmpty() && !trusts) {
                    problems.in("validation_context")
                            .add(Code.CONFLICT, "matching names of certificates without trusted_ca is not secure");
                }
                yield Optional.of(validation);
            }
            case COMBINED_VALIDATION_CONTEXT -> {
                Problems at = problems.in("combined_validation_context");
                if (!context.getCombinedValidationContext().hasDefaultValidationContext()) {
                    at.missing("default_validation_context");
                }
                yield Optional.of(SecretParser.validation(
                        context.getCombinedValidationContext().getDefaultValidationContext(),
                        at.in("default_validation_context")));
            }
            case VALIDATION_CONTEXT_SDS_SECRET_CONFIG,
                    VALIDATION_CONTEXT_CERTIFICATE_PROVIDER,
                    VALIDATION_CONTEXT_CERTIFICATE_PROVIDER_INSTANCE,
                    VALIDATIONCONTEXTTYPE_NOT_SET -> Optional.empty();
        };
    }

    private static Optional<SdsReference> validationSds(CommonTlsContext context, Problems problems) {
        if (context.hasValidationContextSdsSecretConfig()) {
            return Optional.of(reference(
                    context.getValidationContextSdsSecretConfig(),
                    problems.in("validation_context_sds_secret_config")));
        }
        if (!context.hasCombinedValidationContext()) {
            return Optional.empty();
        }
        Problems at = problems.in("combined_validation_context");
        if (!context.getCombinedValidationContext().hasValidationContextSdsSecretConfig()) {
            at.missing("validation_context_sds_secret_config");
        }
        return Optional.of(reference(
                context.getCombinedValidationContext().getValidationContextSdsSecretConfig(),
                at.in("validation_context_sds_secret_config")));
    }

    private static SdsReference reference(SdsSecretConfig config, Problems problems) {
        return new SdsReference(
                Read.required(config.getName(), problems, "name"),
                config.hasSdsConfig()
                        ? Optional.of(ConfigSourceParser.parse(config.getSdsConfig(), problems.in("sds_config")))
                        : Optional.empty());
    }

    private static TlsParameters parameters(CommonTlsContext context, Problems problems) {
        var given = context.getTlsParams();
        TlsParameters.Protocol minimum = protocol(
                given.getTlsMinimumProtocolVersion(),
                TlsParameters.Protocol.TLS_1_2,
                problems,
                "tls_minimum_protocol_version");
        TlsParameters.Protocol maximum = protocol(
                given.getTlsMaximumProtocolVersion(),
                TlsParameters.Protocol.TLS_1_3,
                problems,
                "tls_maximum_protocol_version");
        if (maximum.compareTo(minimum) < 0) {
            problems.in("tls_maximum_protocol_version").add(Code.CONFLICT, "is below the minimum");
        }
        return new TlsParameters(minimum, maximum, given.getCipherSuitesList(), given.getEcdhCurvesList());
    }

    private static TlsParameters.Protocol protocol(
            io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol protocol,
            TlsParameters.Protocol otherwise,
            Problems problems,
            String field) {
        return switch (protocol) {
            case TLS_AUTO -> otherwise;
            case TLSv1_2 -> TlsParameters.Protocol.TLS_1_2;
            case TLSv1_3 -> TlsParameters.Protocol.TLS_1_3;
            case TLSv1_0, TLSv1_1, UNRECOGNIZED -> {
                problems.unsupported(field, protocol + " (expected: TLSv1_2 or TLSv1_3)");
                yield otherwise;
            }
        };
    }
}
