// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.ECGenParameterSpec;

/** Asymmetric keys from the JDK's own providers. */
public final class KeyPairs {
    private static final int MIN_RSA_BITS = 2048;
    private static final int MIN_EC_BITS = 256;

    private KeyPairs() {}

    /** The kind used for everything Mainstay generates: fast to make, to sign with, and accepted everywhere. */
    public static KeyPair generateP256() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    /** Whether both halves belong together: what one signs, the other verifies. */
    public static boolean matches(PublicKey publicKey, PrivateKey privateKey) {
        if (!publicKey.getAlgorithm().equals(privateKey.getAlgorithm())) {
            return false;
        }
        byte[] message = publicKey.getEncoded();
        try {
            Signature signing = Signature.getInstance(signatureAlgorithm(privateKey));
            signing.initSign(privateKey);
            signing.update(message);
            byte[] signature = signing.sign();
            Signature verifying = Signature.getInstance(signatureAlgorithm(publicKey));
            verifying.initVerify(publicKey);
            verifying.update(message);
            return verifying.verify(signature);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    /** What is too weak or too strange to be certified, else empty. */
    public static String problemWith(PublicKey key) {
        return switch (key) {
            case ECKey ec -> {
                int bits = ec.getParams().getCurve().getField().getFieldSize();
                yield bits >= MIN_EC_BITS ? "" : "EC key of " + bits + " bits (expected: P-256, P-384 or P-521)";
            }
            case RSAKey rsa -> {
                int bits = rsa.getModulus().bitLength();
                yield bits >= MIN_RSA_BITS
                        ? ""
                        : "RSA key of " + bits + " bits (expected: at least " + MIN_RSA_BITS + ")";
            }
            default -> key.getAlgorithm() + " key (expected: EC P-256, P-384, P-521 or RSA)";
        };
    }

    /** JCA's name of the signature a key makes. */
    static String signatureAlgorithm(Key key) {
        return switch (key) {
            case ECKey ec ->
                switch (ec.getParams().getCurve().getField().getFieldSize()) {
                    case 384 -> "SHA384withECDSA";
                    case 521 -> "SHA512withECDSA";
                    default -> "SHA256withECDSA";
                };
            case RSAKey _ -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
    }
}
