// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.mainstay.security.Credential;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.SimpleKeyManagerFactory;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.ManagerFactoryParameters;
import org.jspecify.annotations.Nullable;

/**
 * Gives a TLS context the one certificate it has. Handing key and chain to the library instead would have it put both into a
 * PKCS #12 store, sealed and opened again with a password nobody knows: tens of milliseconds for each context.
 */
final class OneCredential extends SimpleKeyManagerFactory {
    private final KeyManager keys;

    private OneCredential(Credential credential) {
        super("one");
        this.keys = new CurrentCredential(() -> Optional.of(credential));
    }

    /** For BoringSSL the parsed form of the key is kept with the context, not made at each handshake. */
    static KeyManagerFactory of(Credential credential, SslProvider library) {
        KeyManagerFactory factory = new OneCredential(credential);
        return library == SslProvider.JDK ? factory : new OpenSslCachingX509KeyManagerFactory(factory);
    }

    @Override
    protected void engineInit(@Nullable KeyStore store, char @Nullable [] password) {
        // What there is was given to the constructor.
    }

    @Override
    protected void engineInit(ManagerFactoryParameters parameters) {
        // As above.
    }

    @Override
    protected KeyManager[] engineGetKeyManagers() {
        return new KeyManager[] {keys};
    }
}
