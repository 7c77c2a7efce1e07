// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What a host shows to be let in: {@code <id>.<secret>}, kubeadm's form. The id is public and names the token in the control
 * plane's records, which keep only {@link #secretHash()}.
 *
 * @param id     six of a-z0-9
 * @param secret 32 of a-z0-9; never logged
 */
public record EnrolmentToken(String id, String secret) {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int ID_LENGTH = 6;
    private static final int SECRET_LENGTH = 32;

    public EnrolmentToken {
        Objects.requireNonNull(id);
        Objects.requireNonNull(secret);
        if (!isAlphanumeric(id, ID_LENGTH) || !isAlphanumeric(secret, SECRET_LENGTH)) {
            throw new IllegalArgumentException("not an enrolment token (expected: 6 characters, a dot, 32 characters)");
        }
    }

    /** A new token of 165 random bits. */
    public static EnrolmentToken generate(SecureRandom random) {
        return new EnrolmentToken(draw(random, ID_LENGTH), draw(random, SECRET_LENGTH));
    }

    public static Optional<EnrolmentToken> parse(String text) {
        if (text.length() != ID_LENGTH + 1 + SECRET_LENGTH || text.charAt(ID_LENGTH) != '.') {
            return Optional.empty();
        }
        String id = text.substring(0, ID_LENGTH);
        String secret = text.substring(ID_LENGTH + 1);
        return isAlphanumeric(id, ID_LENGTH) && isAlphanumeric(secret, SECRET_LENGTH)
                ? Optional.of(new EnrolmentToken(id, secret))
                : Optional.empty();
    }

    /** What to send and to hand to people; the one place where the secret is spelled out. */
    public String reveal() {
        return id + "." + secret;
    }

    /** SHA-256 of the secret in lower-case hex: what the control plane stores. The secret is random, so no salt is needed. */
    public String secretHash() {
        return Fingerprint.hex(Fingerprint.sha256(secret.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Compares in constant time. */
    public boolean matches(String storedHash) {
        return MessageDigest.isEqual(
                secretHash().getBytes(StandardCharsets.US_ASCII),
                storedHash.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return id + ".(secret)";
    }

    private static String draw(SecureRandom random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    private static boolean isAlphanumeric(String text, int length) {
        return text.length() == length && text.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
    }
}
