// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import java.security.PrivateKey;
import java.util.Objects;

/** A certificate chain with the private key of its leaf. Text forms never hold the key. */
public final class Credential {
    private final CertificateChain chain;
    private final PrivateKey key;

    /** Throws {@link MalformedCredentialException} when the key is not the leaf's. */
    public Credential(CertificateChain chain, PrivateKey key) {
        this.chain = Objects.requireNonNull(chain);
        this.key = Objects.requireNonNull(key);
        if (!KeyPairs.matches(chain.leaf().getPublicKey(), key)) {
            throw new MalformedCredentialException("the private key does not belong to certificate " + chain);
        }
    }

    public static Credential fromPem(String chain, String key) {
        return new Credential(CertificateChain.fromPem(chain), Pem.privateKey(key));
    }

    public CertificateChain chain() {
        return chain;
    }

    public PrivateKey privateKey() {
        return key;
    }

    public String privateKeyPem() {
        return Pem.encode(key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Credential that && chain.equals(that.chain) && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return chain.hashCode();
    }

    @Override
    public String toString() {
        return chain.toString();
    }
}
