// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import static io.mainstay.proxy.tls.TestPki.ROOT;
import static io.mainstay.proxy.tls.TestPki.named;
import static io.mainstay.proxy.tls.TestPki.secret;
import static io.mainstay.proxy.tls.TestPki.strict;
import static io.mainstay.proxy.tls.TestPki.uriPrefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mainstay.engine.tls.DownstreamTls;
import io.mainstay.engine.tls.TlsParameters;
import io.mainstay.engine.tls.TlsParameters.Protocol;
import io.mainstay.proxy.filter.TransportSocket.TransportInfo;
import io.mainstay.security.Credential;
import io.mainstay.security.PeerTrust;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our listener against TLS clients that share no code with it. */
class OutsideClientsTest {
    private static final String REVIEWS = "spiffe://td/ns/shop/sa/reviews";
    private static final String FRONT = "spiffe://td/ns/shop/sa/storefront";

    @TempDir
    Path folder;

    private final TestPki pki = new TestPki();
    private final TlsRig rig = new TlsRig(SslProvider.OPENSSL, InstantSource.system());

    @BeforeEach
    void secrets() {
        rig.serverSecrets.put(named(REVIEWS), secret(pki.issue(REVIEWS)));
        rig.serverSecrets.put(ROOT, pki.trust());
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void theJdksClientIsServedWithEitherVersion(Protocol version) throws Exception {
        int port = rig.listen(new DownstreamTls(
                TestPki.common(
                        new TlsParameters(version, version, List.of(), List.of("X25519", "P-256")), named(REVIEWS)),
                true,
                false,
                true,
                true,
                Duration.ZERO));
        try (SSLSocket socket = jdk(pki.issue(FRONT), port)) {
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(version.jdkName());
            socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
        }
        assertThat(rig.serverReady().peerPrincipal()).contains(FRONT);
    }

    @Test
    void theJdksClientWithoutACertificateIsCutOff() throws Exception {
        int port = rig.listen(strict(REVIEWS));
        try (SSLSocket socket = jdk(new TestPki().issue(FRONT), port)) {
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        // TLS 1.3: the client learns of its refusal with the first bytes it reads.
                        if (socket.getInputStream().read() < 0) {
                            throw new IOException("closed");
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(rig.serverFailed()).contains("fail_verify_no_cert");
    }

    @Test
    void opensslIsServedAndToldOfAlpn() throws Exception {
        int port = rig.listen(strict(REVIEWS, uriPrefix("spiffe://td/")));
        Credential front = pki.issue(FRONT);
        Files.writeString(folder.resolve("cert.pem"), front.chain().toPem());
        Files.writeString(folder.resolve("key.pem"), front.privateKeyPem());
        Files.writeString(folder.resolve("ca.pem"), pki.bundle().toPem());
        String said = run(
                "Q\n",
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + port,
                "-servername",
                "reviews.shop",
                "-alpn",
                "h2",
                "-cert",
                "cert.pem",
                "-key",
                "key.pem",
                "-CAfile",
                "ca.pem",
                "-verify_return_error");
        assertThat(said).contains("Verify return code: 0 (ok)").contains("ALPN protocol: h2");
        TransportInfo info = rig.serverReady();
        assertThat(info.peerPrincipal()).contains(FRONT);
        assertThat(info.serverName()).contains("reviews.shop");
        assertThat(info.alpn()).contains("h2");
    }

    @Test
    void opensslWithoutACertificateIsCutOff() throws Exception {
        int port = rig.listen(strict(REVIEWS));
        String said = run("hello\n", "openssl", "s_client", "-connect", "127.0.0.1:" + port, "-ign_eof");
        assertThat(said).contains("certificate required");
        assertThat(rig.serverFailed()).contains("fail_verify_no_cert");
    }

    @Test
    void curlInPlaintextGetsNoAnswer() throws Exception {
        int port = rig.listen(strict(REVIEWS));
        String said = run("", "curl", "-sS", "--max-time", "10", "http://127.0.0.1:" + port + "/");
        assertThat(said).startsWith("curl: (");
        assertThat(rig.serverFailed()).contains("does not speak TLS");
    }

    private SSLSocket jdk(Credential credential, int port) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        char[] password = new char[0];
        keys.setKeyEntry(
                "k",
                credential.privateKey(),
                password,
                credential.chain().certificates().toArray(X509Certificate[]::new));
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, password);
        TrustManager trust = new PeerTrust(pki::bundle, InstantSource.system(), PeerTrust.anyOf("td"));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), new TrustManager[] {trust}, null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** What a program says on both its outputs until it ends by itself. */
    private String run(String input, String... command) throws Exception {
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return Files.readString(out);
    }
}
