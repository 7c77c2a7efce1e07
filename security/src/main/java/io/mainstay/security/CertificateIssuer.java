// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Signs certificates. The ASN.1 is Bouncy Castle's, keys and signatures are the JDK's; no provider is registered. Thread-safe.
 */
public final class CertificateIssuer {
    private static final int SERIAL_BITS = 127;

    private final Credential authority;
    private final SecureRandom random;

    public CertificateIssuer(Credential authority, SecureRandom random) {
        this.authority = authority;
        this.random = random;
    }

    /** A root that signs itself. */
    public static Credential selfSigned(KeyPair key, CertificateProfile profile, SecureRandom random) {
        X500Name name = new X500Name(profile.subject());
        X509Certificate certificate = sign(profile, name, key.getPublic(), key.getPrivate(), random);
        return new Credential(new CertificateChain(List.of(certificate)), key.getPrivate());
    }

    /** Leaf first, then this authority's own chain up to, and without, a self-signed root. */
    public CertificateChain issue(CertificateProfile profile) {
        X509Certificate issuer = authority.chain().leaf();
        X500Name name = X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded());
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(sign(profile, name, issuer.getPublicKey(), authority.privateKey(), random));
        for (X509Certificate above : authority.chain().certificates()) {
            if (!above.getSubjectX500Principal().equals(above.getIssuerX500Principal())) {
                chain.add(above);
            }
        }
        return new CertificateChain(chain);
    }

    private static X509Certificate sign(
            CertificateProfile profile,
            X500Name issuer,
            PublicKey issuerKey,
            PrivateKey signingKey,
            SecureRandom random) {
        // RFC 5280 4.1.2.2: positive, unique and at most 20 octets; never zero.
        BigInteger serial = new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS);
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                issuer,
                serial,
                Date.from(profile.notBefore()),
                Date.from(profile.notAfter()),
                Locale.ROOT,
                new X500Name(profile.subject()),
                SubjectPublicKeyInfo.getInstance(profile.subjectKey().getEncoded()));
        try {
            addExtensions(builder, profile, issuerKey);
            byte[] der = builder.build(
                            new JcaContentSignerBuilder(KeyPairs.signatureAlgorithm(signingKey)).build(signingKey))
                    .getEncoded();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new MalformedCredentialException("a certificate cannot be issued with this key", e);
        }
    }

    private static void addExtensions(X509v3CertificateBuilder builder, CertificateProfile profile, PublicKey issuerKey)
            throws IOException, NoSuchAlgorithmException {
        JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(profile.subjectKey()));
        builder.addExtension(Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(issuerKey));
        if (profile.authority()) {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        } else {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
            KeyPurposeId[] purposes = {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
        }
        if (!profile.names().isEmpty()) {
            // Critical when it is all there is to say who the holder is (RFC 5280 4.2.1.6).
            builder.addExtension(
                    Extension.subjectAlternativeName, profile.subject().isEmpty(), names(profile.names()));
        }
    }

    private static ASN1Encodable names(CertificateProfile.Names names) {
        List<GeneralName> all = new ArrayList<>();
        names.uris().forEach(uri -> all.add(new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
        names.dns().forEach(dns -> all.add(new GeneralName(GeneralName.dNSName, dns)));
        names.addresses().forEach(address -> all.add(new GeneralName(GeneralName.iPAddress, address)));
        return new GeneralNames(all.toArray(GeneralName[]::new));
    }
}
