// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsrTest {
    private final KeyPair key = KeyPairs.generateP256();
    private final SpiffeId id = SpiffeId.workload("td", "shop", "reviews");

    @Test
    void aRequestSaysWhoAsksAndProvesTheKey() {
        Csr csr = Csr.parse(Csr.create(key, id));
        assertThat(csr.publicKey()).isEqualTo(key.getPublic());
        assertThat(csr.uriNames()).containsExactly(id.toString());
        assertThat(csr.hasOtherNames()).isFalse();
        assertThat(csr.asksForAuthority()).isFalse();
        assertThat(csr.provesPossession()).isTrue();
    }

    @Test
    void aChangedRequestProvesNothing() {
        String pem = Csr.create(key, id);
        byte[] der = Pem.single("CERTIFICATE REQUEST", pem);
        // The last octets are the signature's.
        der[der.length - 1] ^= 1;
        assertThat(Csr.parse(Pem.encode("CERTIFICATE REQUEST", der)).provesPossession())
                .isFalse();
    }

    @Test
    void nonsenseIsRefusedWithOneKindOfException() {
        byte[] good = Pem.single("CERTIFICATE REQUEST", Csr.create(key, id));
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            byte[] bad = good.clone();
            int changes = 1 + random.nextInt(4);
            for (int c = 0; c < changes; c++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                Csr.parse(Pem.encode("CERTIFICATE REQUEST", bad));
            } catch (MalformedCredentialException expected) {
                assertThat(expected).hasMessageContaining("");
            }
        }
        assertThatThrownBy(() -> Csr.parse("-----BEGIN CERTIFICATE REQUEST-----\n"
                        + Base64.getEncoder().encodeToString(new byte[20_000])
                        + "\n-----END CERTIFICATE REQUEST-----\n"))
                .isInstanceOf(MalformedCredentialException.class)
                .hasMessageContaining("at most");
    }

    @Test
    void whatOpensslAsksForIsSeen(@TempDir Path folder) throws Exception {
        Path out = folder.resolve("r.pem");
        Process process = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-new",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-keyout",
                        folder.resolve("k.pem").toString(),
                        "-subj",
                        "/CN=x",
                        "-addext",
                        "subjectAltName=URI:spiffe://td/ns/a/sa/b,DNS:evil.example",
                        "-addext",
                        "basicConstraints=critical,CA:true",
                        "-out",
                        out.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        Csr csr = Csr.parse(Files.readString(out));
        assertThat(csr.uriNames()).containsExactly("spiffe://td/ns/a/sa/b");
        assertThat(csr.hasOtherNames()).isTrue();
        assertThat(csr.asksForAuthority()).isTrue();
        assertThat(csr.provesPossession()).isTrue();
    }

    @Test
    void opensslVerifiesWhatWeAsk(@TempDir Path folder) throws Exception {
        Path in = folder.resolve("r.pem");
        Files.writeString(in, Csr.create(key, id));
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder("openssl", "req", "-in", in.toString(), "-verify", "-noout", "-text")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(Files.readString(log)).contains("URI:" + id);
    }
}
