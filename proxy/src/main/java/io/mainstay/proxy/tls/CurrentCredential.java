// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.mainstay.security.Credential;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * JSSE's view of one certificate, which may be renewed now and then: each handshake takes the one of its moment. It is shown
 * whatever issuers the peer names, as Envoy does. Any thread.
 */
public final class CurrentCredential extends X509ExtendedKeyManager {
    private static final String ALIAS = "current";

    private final Supplier<Optional<Credential>> current;

    /** Shows what {@code current} gives at each handshake, or nothing. */
    public CurrentCredential(Supplier<Optional<Credential>> current) {
        this.current = current;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return ALIAS;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return ALIAS;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
        return fits(keyType) ? new String[] {ALIAS} : null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return fits(keyType) ? ALIAS : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return fits(keyType) ? ALIAS : null;
    }

    /** JSSE asks for {@code EC}, and, of a key exchange that is signed, for {@code EC_EC} or {@code EC_RSA}. */
    private boolean fits(String keyType) {
        return Stream.ofNullable(getPrivateKey(ALIAS))
                .map(PrivateKey::getAlgorithm)
                .anyMatch(algorithm -> keyType.equals(algorithm) || keyType.startsWith(algorithm + '_'));
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return current.get()
                .map(own -> own.chain().certificates().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return current.get().map(Credential::privateKey).orElse(null);
    }
}
