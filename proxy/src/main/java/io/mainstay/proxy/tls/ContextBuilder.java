// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.mainstay.engine.tls.CommonTls;
import io.mainstay.engine.tls.DownstreamTls;
import io.mainstay.engine.tls.TlsParameters;
import io.mainstay.engine.tls.TlsParameters.Protocol;
import io.mainstay.engine.tls.UpstreamTls;
import io.mainstay.security.Credential;
import io.mainstay.security.SpiffeId;
import io.mainstay.security.TrustBundle;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;

/**
 * Turns parsed TLS settings and resolved secrets into contexts of the TLS library. BoringSSL where its native code loads, else
 * the JDK. Contexts are left to the garbage collector ({@link SslProvider#OPENSSL}): a loop may be about to use one that has
 * just been replaced. Stateless but for its sources of time and chance.
 */
final class ContextBuilder {
    /** RFC 8446 4.6.1 allows seven days; a session must not outlive trust in the certificate by much. */
    private static final long SESSION_SECONDS = 3600;

    private final Supplier<SslProvider> provider;
    private final InstantSource clock;
    private final SecureRandom random;

    ContextBuilder(Supplier<SslProvider> provider, InstantSource clock, SecureRandom random) {
        this.provider = provider;
        this.clock = clock;
        this.random = random;
    }

    /** The fastest that works here. */
    static SslProvider bestProvider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    BuiltContext server(DownstreamTls tls, Credential credential, Optional<ResolvedSecret.Validation> validation)
            throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forServer(OneCredential.of(credential, provider.get()));
        boolean proves = trust(builder, validation, "");
        boolean asks = tls.requireClientCertificate() || proves;
        builder.clientAuth(
                tls.requireClientCertificate() ? ClientAuth.REQUIRE : asks ? ClientAuth.OPTIONAL : ClientAuth.NONE);
        common(builder, tls.common());
        SslContext context = builder.build();
        bindSessions(context.sessionContext(), tls, credential, validation);
        return new BuiltContext(context, principal(Optional.of(credential)), proves);
    }

    BuiltContext client(
            UpstreamTls tls,
            Optional<Credential> credential,
            Optional<ResolvedSecret.Validation> validation,
            String requiredDnsName)
            throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient();
        credential.ifPresent(own -> builder.keyManager(OneCredential.of(own, provider.get())));
        boolean proves = trust(builder, validation, requiredDnsName);
        // Names are checked by PeerValidation; the library's own check knows nothing of SPIFFE.
        builder.endpointIdentificationAlgorithm(null);
        common(builder, tls.common());
        SslContext context = builder.build();
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setSessionCacheEnabled(tls.maxSessionKeys() > 0);
        }
        return new BuiltContext(context, principal(credential), proves);
    }

    private boolean trust(
            SslContextBuilder builder, Optional<ResolvedSecret.Validation> validation, String requiredDnsName) {
        if (validation.isEmpty()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
            return false;
        }
        PeerValidation judge = new PeerValidation(validation.get(), requiredDnsName, clock);
        builder.trustManager(judge);
        return judge.proves();
    }

    private void common(SslContextBuilder builder, CommonTls tls) {
        TlsParameters parameters = tls.parameters();
        List<String> protocols = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            if (protocol.compareTo(parameters.minimum()) >= 0 && protocol.compareTo(parameters.maximum()) <= 0) {
                protocols.add(protocol.jdkName());
            }
        }
        SslProvider library = provider.get();
        builder.sslProvider(library).protocols(protocols);
        if (!parameters.cipherSuites().isEmpty()) {
            List<String> ciphers = new ArrayList<>(parameters.cipherSuites());
            if (parameters.maximum() == Protocol.TLS_1_3) {
                // The setting speaks of TLS 1.2 only; suites of 1.3 are not configurable.
                ciphers.addAll(
                        List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"));
            }
            builder.ciphers(ciphers);
        }
        if (!parameters.ecdhCurves().isEmpty() && library != SslProvider.JDK) {
            builder.option(OpenSslContextOption.GROUPS, parameters.ecdhCurves().toArray(String[]::new));
        }
        if (!tls.alpn().isEmpty()) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    tls.alpn()));
        }
    }

    /**
     * A session is taken up only by a context of the same identity and the same trust: the keys that seal tickets are this
     * context's own, and the session id context names both. So whoever is no longer trusted cannot come back on a ticket.
     */
    private void bindSessions(
            SSLSessionContext context,
            DownstreamTls tls,
            Credential credential,
            Optional<ResolvedSecret.Validation> validation) {
        if (!(context instanceof OpenSslServerSessionContext sessions)) {
            return;
        }
        String identity = principal(Optional.of(credential))
                .orElseGet(() -> credential.chain().serial());
        String bundle = validation
                .flatMap(ResolvedSecret.Validation::bundle)
                .map(TrustBundle::id)
                .orElse("");
        sessions.setSessionIdContext(sha256(identity + '\n' + bundle));
        sessions.setSessionCacheEnabled(tls.statefulResumption());
        long asked = tls.sessionTimeout().toSeconds();
        sessions.setSessionTimeout((int) (asked > 0 ? Math.min(asked, SESSION_SECONDS) : SESSION_SECONDS));
        if (tls.statelessResumption()) {
            sessions.setTicketKeys(new OpenSslSessionTicketKey(
                    draw(OpenSslSessionTicketKey.NAME_SIZE),
                    draw(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                    draw(OpenSslSessionTicketKey.AES_KEY_SIZE)));
        }
    }

    private byte[] draw(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static Optional<String> principal(Optional<Credential> credential) {
        return credential.flatMap(own -> own.chain().spiffeId()).map(SpiffeId::toString);
    }
}
