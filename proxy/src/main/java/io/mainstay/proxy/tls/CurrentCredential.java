// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import io.mainstay.proxy.tls.ResolvedSecret;
import io.mainstay.security.Credential;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** JSSE's view of one certificate that is renewed now and then: each handshake takes the one of its moment. Any thread. */
final class CurrentCredential extends X509ExtendedKeyManager {
    private static final String ALIAS = "current";

    private final Supplier<Optional<ResolvedSecret.Certificate>> current;

    CurrentCredential(Supplier<Optional<ResolvedSecret.Certificate>> current) {
        this.current = current;
    }

    private Optional<Credential> credential() {
        return current.get().map(ResolvedSecret.Certificate::credential);
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
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return credential()
                .map(own -> own.chain().certificates().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return credential().map(Credential::privateKey).orElse(null);
    }
}
