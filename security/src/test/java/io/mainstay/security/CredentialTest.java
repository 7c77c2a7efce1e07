// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Security;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialTest {
    private final TestAuthority authority = new TestAuthority("root");

    @Test
    void pemIsReadBackAsItWasWritten() {
        Credential credential = authority.issue("spiffe://td/ns/a/sa/b");
        Credential read = Credential.fromPem(credential.chain().toPem(), credential.privateKeyPem());
        assertThat(read.chain()).isEqualTo(credential.chain());
        assertThat(read.privateKey()).isEqualTo(credential.privateKey());
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() {
        Credential one = authority.issue("spiffe://td/ns/a/sa/b");
        Credential two = authority.issue("spiffe://td/ns/a/sa/b");
        assertThatThrownBy(() -> new Credential(one.chain(), two.privateKey()))
                .isInstanceOf(MalformedCredentialException.class)
                .hasMessageContaining("does not belong");
    }

    @Test
    void noTextFormHoldsThePrivateKey() {
        Credential credential = authority.issue("spiffe://td/ns/a/sa/b");
        String base64 = credential.privateKeyPem().lines().skip(1).findFirst().orElseThrow();
        assertThat(credential.toString()).contains("spiffe://td/ns/a/sa/b").doesNotContain(base64);
        assertThat(credential.privateKey().toString()).doesNotContain(base64);
        assertThat(new KeyMaterialProbe(credential).toString())
                .doesNotContain("PRIVATE KEY")
                .doesNotContain(base64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\nAAAA"})
    void textThatIsNoKeyIsRefused(String text) {
        assertThatThrownBy(() -> Pem.privateKey(text)).isInstanceOf(MalformedCredentialException.class);
        assertThatThrownBy(() -> Pem.certificates(text)).isInstanceOf(MalformedCredentialException.class);
    }

    @Test
    void aMessageAboutABrokenKeyDoesNotQuoteIt() {
        String secret = "c2VjcmV0c2VjcmV0";
        String pem = "-----BEGIN PRIVATE KEY-----\n" + secret + "\n-----END PRIVATE KEY-----\n";
        assertThatThrownBy(() -> Pem.privateKey(pem))
                .isInstanceOf(MalformedCredentialException.class)
                .message()
                .doesNotContain(secret);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ecparam -name prime256v1 -genkey -noout",
                "ecparam -name secp384r1 -genkey -noout",
                "ecparam -name secp521r1 -genkey",
                "genrsa -traditional 2048",
                "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048",
            })
    void keysThatOpensslWritesAreRead(String command, @TempDir Path folder) throws Exception {
        Path file = folder.resolve("key.pem");
        String[] words = ("openssl " + command.replaceFirst(" ", " -out " + file + " ")).split(" ", -1);
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("log")))
                .isZero();
        assertThat(Pem.privateKey(Files.readString(file)).getFormat()).isEqualTo("PKCS#8");
    }

    @Test
    void weakKeysAreNamed() throws NoSuchAlgorithmException {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(1024);
        assertThat(KeyPairs.problemWith(rsa.generateKeyPair().getPublic())).contains("1024");
        assertThat(KeyPairs.problemWith(KeyPairGenerator.getInstance("Ed25519")
                        .generateKeyPair()
                        .getPublic()))
                .contains("expected");
        assertThat(KeyPairs.problemWith(KeyPairs.generateP256().getPublic())).isEmpty();
    }

    @Test
    void noProviderIsRegistered() {
        Csr.parse(Csr.create(KeyPairs.generateP256(), SpiffeId.node("td", "h")));
        authority.issue("spiffe://td/ns/a/sa/b");
        assertThat(Security.getProvider("BC")).isNull();
    }

    @Test
    void secretFilesAreClosedToOthersAndReplacedWhole(@TempDir Path folder) throws IOException {
        Path state = SecretFiles.folder(folder.resolve("a/b"));
        Path file = state.resolve("key.pem");
        SecretFiles.write(file, "one");
        SecretFiles.write(file, "two");
        assertThat(SecretFiles.read(file)).contains("two");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(state)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        try (var files = Files.list(state)) {
            assertThat(files).containsExactly(file);
        }
        assertThat(SecretFiles.read(state.resolve("absent"))).isEmpty();
    }

    @Test
    void aSecretFileOpenToOthersIsRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("key.pem");
        Files.write(file, "x".getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> SecretFiles.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chmod 600");
    }

    /** A record, whose generated text form prints its components. */
    private record KeyMaterialProbe(Credential credential) {}
}
