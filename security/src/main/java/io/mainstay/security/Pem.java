// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Reads and writes RFC 7468 text with the JDK alone, so that a proxy loads no ASN.1 library. Private keys may be PKCS#8, or the
 * older forms that openssl writes (SEC 1 for elliptic curves, PKCS#1 for RSA). What is malformed throws
 * {@link MalformedCredentialException}.
 */
public final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    /** DER of the AlgorithmIdentifier for id-ecPublicKey (1.2.840.10045.2.1) up to the curve's OID. */
    private static final byte[] EC_PUBLIC_KEY = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private static final byte[] P256 = {0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x03, 0x01, 0x07};
    private static final byte[] P384 = {0x06, 0x05, 0x2b, (byte) 0x81, 0x04, 0x00, 0x22};
    private static final byte[] P521 = {0x06, 0x05, 0x2b, (byte) 0x81, 0x04, 0x00, 0x23};

    /** rsaEncryption (1.2.840.113549.1.1.1) with its NULL parameter. */
    private static final byte[] RSA_ENCRYPTION = {
        0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };

    private Pem() {}

    private static final class Block {
        private final String label;
        private final byte[] der;

        Block(String label, byte[] der) {
            this.label = label;
            this.der = der;
        }
    }

    /** All certificates in the order of the text; other blocks are skipped. At least one. */
    public static List<X509Certificate> certificates(String pem) {
        List<X509Certificate> found = new ArrayList<>();
        for (Block block : blocks(pem)) {
            if (block.label.equals("CERTIFICATE")) {
                found.add(certificate(block.der));
            }
        }
        if (found.isEmpty()) {
            throw new MalformedCredentialException("no CERTIFICATE block in PEM text");
        }
        return List.copyOf(found);
    }

    /** The first private key in the text. */
    public static PrivateKey privateKey(String pem) {
        for (Block block : blocks(pem)) {
            switch (block.label) {
                case "PRIVATE KEY" -> {
                    return pkcs8(block.der);
                }
                case "EC PRIVATE KEY" -> {
                    return pkcs8(wrapSec1(block.der));
                }
                case "RSA PRIVATE KEY" -> {
                    return pkcs8(wrap(RSA_ENCRYPTION, block.der));
                }
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new MalformedCredentialException(
                            "the private key is encrypted; decrypt it first: openssl pkey -in FILE -out FILE");
                default -> {}
            }
        }
        throw new MalformedCredentialException("no PRIVATE KEY block in PEM text");
    }

    /** The bytes of the one block with this label. */
    static byte[] single(String label, String pem) {
        List<Block> blocks = blocks(pem);
        if (blocks.size() != 1 || !blocks.getFirst().label.equals(label)) {
            throw new MalformedCredentialException("expected one " + label + " block in PEM text");
        }
        return blocks.getFirst().der;
    }

    /** Certificates in the order given. */
    public static String encode(List<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            try {
                text.append(encode("CERTIFICATE", certificate.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new MalformedCredentialException("certificate cannot be encoded", e);
            }
        }
        return text.toString();
    }

    /** PKCS#8. */
    public static String encode(PrivateKey key) {
        byte[] der = key.getEncoded();
        if (der == null) {
            throw new MalformedCredentialException("the private key cannot leave its store");
        }
        return encode("PRIVATE KEY", der);
    }

    static String encode(String label, byte[] der) {
        return BEGIN + label + DASHES + "\n" + LINES.encodeToString(der) + "\n" + END + label + DASHES + "\n";
    }

    private static List<Block> blocks(String pem) {
        List<Block> blocks = new ArrayList<>();
        int at = 0;
        while ((at = pem.indexOf(BEGIN, at)) >= 0) {
            int labelEnd = pem.indexOf(DASHES, at + BEGIN.length());
            if (labelEnd < 0) {
                throw new MalformedCredentialException("PEM block without a label");
            }
            String label = pem.substring(at + BEGIN.length(), labelEnd);
            int end = pem.indexOf(END + label + DASHES, labelEnd);
            if (end < 0) {
                throw new MalformedCredentialException("PEM block " + label + " has no end");
            }
            blocks.add(new Block(label, decode(label, pem.substring(labelEnd + DASHES.length(), end))));
            at = end + END.length();
        }
        return blocks;
    }

    private static byte[] decode(String label, String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64.strip().getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException _) {
            // The cause's message would quote what may be a key.
            throw new MalformedCredentialException("PEM block " + label + " is not base64");
        }
    }

    private static X509Certificate certificate(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new MalformedCredentialException("not an X.509 certificate: " + e.getMessage(), e);
        }
    }

    private static PrivateKey pkcs8(byte[] der) {
        for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException _) {
                // The next algorithm may fit; PKCS#8 names it inside.
            }
        }
        throw new MalformedCredentialException("not a private key of a supported kind (EC, RSA, Ed25519)");
    }

    /** SEC 1 may leave out the curve; the length of the private scalar tells which it is. */
    private static byte[] wrapSec1(byte[] sec1) {
        int header = sec1.length > 1 && (sec1[1] & 0x80) != 0 ? 2 + (sec1[1] & 0x7f) : 2;
        int scalarLengthAt = header + 4;
        if (sec1.length <= scalarLengthAt || sec1[header + 3] != 0x04) {
            throw new MalformedCredentialException("EC PRIVATE KEY is not SEC 1");
        }
        byte[] curve =
                switch (sec1[scalarLengthAt]) {
                    case 32 -> P256;
                    case 48 -> P384;
                    case 66 -> P521;
                    default ->
                        throw new MalformedCredentialException(
                                "EC PRIVATE KEY on an unsupported curve (P-256, P-384, P-521)");
                };
        return wrap(concat(EC_PUBLIC_KEY, curve), sec1);
    }

    private static byte[] wrap(byte[] algorithm, byte[] key) {
        byte[] version = {0x02, 0x01, 0x00};
        return der(0x30, concat(version, concat(der(0x30, algorithm), der(0x04, key))));
    }

    private static byte[] der(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
