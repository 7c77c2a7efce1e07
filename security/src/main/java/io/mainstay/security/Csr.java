// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;

/**
 * A PKCS#10 request as far as an authority cares. Nothing in it is to be believed but that the sender holds the key, and that
 * only when {@code provesPossession}.
 *
 * @param publicKey        the key to certify
 * @param uriNames         URI names asked for
 * @param hasOtherNames    whether names of other kinds were asked for
 * @param asksForAuthority whether the sender wants to sign certificates itself
 * @param provesPossession whether the request is signed with the key it holds
 */
public record Csr(
        PublicKey publicKey,
        List<String> uriNames,
        boolean hasOtherNames,
        boolean asksForAuthority,
        boolean provesPossession) {
    private static final int MAX_CHARACTERS = 16_384;

    public Csr {
        uriNames = List.copyOf(uriNames);
    }

    /** PEM text of a request for one identity, signed with its key. */
    public static String create(KeyPair key, SpiffeId identity) {
        GeneralName name = new GeneralName(GeneralName.uniformResourceIdentifier, identity.toString());
        try {
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.subjectAlternativeName, true, new GeneralNames(name));
            PKCS10CertificationRequest request = new PKCS10CertificationRequestBuilder(
                            new X500Name(""),
                            SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()))
                    .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
                    .build(new JcaContentSignerBuilder(KeyPairs.signatureAlgorithm(key.getPrivate()))
                            .build(key.getPrivate()));
            return Pem.encode("CERTIFICATE REQUEST", request.getEncoded());
        } catch (IOException | OperatorCreationException e) {
            throw new MalformedCredentialException("a certificate request cannot be made with this key", e);
        }
    }

    /** Throws {@link MalformedCredentialException} for what is no request at all. */
    public static Csr parse(String pem) {
        if (pem.length() > MAX_CHARACTERS) {
            throw new MalformedCredentialException("certificate request of " + pem.length()
                    + " characters (expected: at most " + MAX_CHARACTERS + ")");
        }
        byte[] der = Pem.single("CERTIFICATE REQUEST", pem);
        try {
            JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest(der);
            Extensions extensions = request.getRequestedExtensions();
            PublicKey key = request.getPublicKey();
            List<String> uris = new ArrayList<>();
            boolean others = readNames(extensions, uris);
            return new Csr(key, uris, others, asksForAuthority(extensions), isSignedBy(request, key));
        } catch (IOException | InvalidKeyException | NoSuchAlgorithmException | RuntimeException e) {
            // The ASN.1 library answers nonsense with half a dozen unchecked kinds.
            throw new MalformedCredentialException("not a PKCS#10 certificate request: " + e.getMessage(), e);
        }
    }

    private static boolean readNames(@Nullable Extensions extensions, List<String> uris) {
        GeneralNames names =
                extensions == null ? null : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        boolean others = false;
        if (names != null) {
            for (GeneralName name : names.getNames()) {
                if (name.getTagNo() == GeneralName.uniformResourceIdentifier) {
                    uris.add(name.getName().toString());
                } else {
                    others = true;
                }
            }
        }
        return others;
    }

    private static boolean asksForAuthority(@Nullable Extensions extensions) {
        if (extensions == null) {
            return false;
        }
        BasicConstraints constraints = BasicConstraints.fromExtensions(extensions);
        KeyUsage usage = KeyUsage.fromExtensions(extensions);
        return (constraints != null && constraints.isCA())
                || (usage != null && (usage.hasUsages(KeyUsage.keyCertSign) || usage.hasUsages(KeyUsage.cRLSign)));
    }

    private static boolean isSignedBy(PKCS10CertificationRequest request, PublicKey key) {
        try {
            return request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key));
        } catch (OperatorCreationException | PKCSException _) {
            return false;
        }
    }
}
