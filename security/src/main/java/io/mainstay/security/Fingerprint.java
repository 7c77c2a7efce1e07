// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;

/**
 * SHA-256 of a certificate's public key information, as kubeadm pins roots: it survives a root that is issued again with the
 * same key.
 *
 * @param sha256 64 lower-case hex digits
 */
public record Fingerprint(String sha256) {
    public Fingerprint {
        if (!isHex(sha256)) {
            throw new IllegalArgumentException("not a SHA-256 in lower-case hex: " + sha256);
        }
    }

    public static Optional<Fingerprint> parse(String hex) {
        return isHex(hex) ? Optional.of(new Fingerprint(hex)) : Optional.empty();
    }

    public static Fingerprint of(X509Certificate certificate) {
        return of(certificate.getPublicKey());
    }

    public static Fingerprint of(PublicKey key) {
        return new Fingerprint(hex(sha256(key.getEncoded())));
    }

    @Override
    public String toString() {
        return sha256;
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static boolean isHex(String text) {
        return text.length() == 64 && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
}
