// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import static io.mainstay.proxy.tls.TestPki.CALLER;
import static io.mainstay.proxy.tls.TestPki.ROOT;
import static io.mainstay.proxy.tls.TestPki.named;
import static io.mainstay.proxy.tls.TestPki.secret;
import static io.mainstay.proxy.tls.TestPki.strict;
import static io.mainstay.proxy.tls.TestPki.upstream;
import static io.mainstay.proxy.tls.TestPki.uri;
import static io.mainstay.proxy.tls.TestPki.uriPrefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.proxy.filter.TransportSocket.TransportInfo;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MutualTlsTest {
    private static final String REVIEWS = "spiffe://td/ns/shop/sa/reviews";
    private static final String CATALOG = "spiffe://td/ns/shop/sa/catalog";
    private static final String FRONT = "spiffe://td/ns/shop/sa/storefront";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final TestPki pki = new TestPki();
    private Optional<TlsRig> started = Optional.empty();

    private TlsRig rig(SslProvider provider) {
        TlsRig rig = new TlsRig(provider, (InstantSource) now::get);
        started = Optional.of(rig);
        rig.serverSecrets.put(named(REVIEWS), secret(pki.issue(REVIEWS)));
        rig.serverSecrets.put(ROOT, pki.trust());
        rig.clientSecrets.put(named(FRONT), secret(pki.issue(FRONT)));
        rig.clientSecrets.put(named(CATALOG), secret(pki.issue(CATALOG)));
        rig.clientSecrets.put(ROOT, pki.trust());
        return rig;
    }

    @AfterEach
    void stop() {
        started.ifPresent(TlsRig::close);
    }

    @Test
    void boringSslIsThere() {
        assertThat(OpenSsl.isAvailable())
                .as(String.valueOf(OpenSsl.unavailabilityCause()))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void bothSidesLearnWhoTheOtherIs(SslProvider provider) {
        TlsRig rig = rig(provider);
        int port = rig.listen(strict(REVIEWS, uriPrefix("spiffe://td/")));
        TlsRig.Call call = rig.connect(port, upstream(CALLER, "reviews.shop", uri(REVIEWS)), Optional.of(FRONT));
        TransportInfo client = call.ready();
        TransportInfo server = rig.serverReady();
        assertThat(client.peerPrincipal()).contains(REVIEWS);
        assertThat(client.localPrincipal()).contains(FRONT);
        assertThat(client.alpn()).contains("h2");
        assertThat(server.peerPrincipal()).contains(FRONT);
        assertThat(server.localPrincipal()).contains(REVIEWS);
        assertThat(server.serverName()).contains("reviews.shop");
        assertThat(server.alpn()).contains("h2");
        assertThat(call.echo("hello")).isEqualTo("hello");
        assertThat(rig.server.stats().getFirst().value(TlsEvent.HANDSHAKE)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void oneClusterShowsTheCertificateOfWhoeverCalls(SslProvider provider) {
        TlsRig rig = rig(provider);
        int port = rig.listen(strict(REVIEWS));
        var cluster = upstream(CALLER, "", uri(REVIEWS));
        for (String caller : new String[] {FRONT, CATALOG, FRONT, CATALOG}) {
            assertThat(rig.connect(port, cluster, Optional.of(caller)).ready().localPrincipal())
                    .contains(caller);
            assertThat(rig.serverReady().peerPrincipal()).contains(caller);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aServerWithAnotherNameIsNotTalkedTo(SslProvider provider) {
        TlsRig rig = rig(provider);
        int port = rig.listen(strict(REVIEWS));
        TlsRig.Call call = rig.connect(port, upstream(CALLER, "", uri(CATALOG)), Optional.of(FRONT));
        assertThat(call.outcome())
                .isInstanceOfSatisfying(
                        TlsRig.Outcome.Failed.class,
                        failed -> assertThat(failed.reason())
                                .contains("fail_verify_san")
                                .contains(REVIEWS));
        call.awaitClosed();
        assertThat(rig.client.stats().getLast().value(TlsEvent.FAIL_VERIFY_SAN)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aClientOfAnotherTrustDomainIsRefused(SslProvider provider) {
        TlsRig rig = rig(provider);
        int port = rig.listen(strict(REVIEWS, uriPrefix("spiffe://td/")));
        String stranger = "spiffe://elsewhere/ns/shop/sa/storefront";
        rig.clientSecrets.put(named(stranger), secret(pki.issue(stranger)));
        TlsRig.Call call = rig.connect(port, upstream(CALLER, ""), Optional.of(stranger));
        assertThat(rig.serverFailed()).contains("fail_verify_san");
        call.awaitClosed();
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aClientOfAnotherRootIsRefused(SslProvider provider) {
        TlsRig rig = rig(provider);
        int port = rig.listen(strict(REVIEWS));
        rig.clientSecrets.put(named(FRONT), secret(new TestPki().issue(FRONT)));
        TlsRig.Call call = rig.connect(port, upstream(CALLER, ""), Optional.of(FRONT));
        assertThat(rig.serverFailed()).containsAnyOf("fail_verify_error", "fail_verify_no_cert");
        call.awaitClosed();
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void anExpiredClientIsRefused(SslProvider provider) {
        TlsRig rig = rig(provider);
        int port = rig.listen(strict(REVIEWS));
        now.set(Instant.now().plus(Duration.ofHours(2)));
        TlsRig.Call call = rig.connect(port, new TestPkiUpstream().trustingAnyone(CALLER), Optional.of(FRONT));
        assertThat(rig.serverFailed()).contains("fail_verify_error").contains("EXPIRED");
        call.awaitClosed();
        assertThat(rig.server.stats().getFirst().value(TlsEvent.FAIL_VERIFY_ERROR))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aClientWithoutACertificateIsRefused(SslProvider provider) {
        TlsRig rig = rig(provider);
        int port = rig.listen(strict(REVIEWS));
        TlsRig.Call call = rig.connect(port, new TestPkiUpstream().anonymous(), Optional.empty());
        assertThat(rig.serverFailed()).contains("fail_verify_no_cert");
        call.awaitClosed();
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void plaintextIsRefused(SslProvider provider) throws Exception {
        TlsRig rig = rig(provider);
        int port = rig.listen(strict(REVIEWS));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(rig.serverFailed()).contains("does not speak TLS");
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("HTTP");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aNewSecretServesNewConnectionsAndLeavesOpenOnesAlone(SslProvider provider) {
        TlsRig rig = rig(provider);
        int port = rig.listen(strict(REVIEWS));
        var cluster = upstream(CALLER, "", uri(REVIEWS));
        TlsRig.Call before = rig.connect(port, cluster, Optional.of(FRONT));
        before.ready();
        rig.serverReady();
        String oldSerial = serial(before);

        var renewed = pki.issue(REVIEWS);
        rig.serverSecrets.put(named(REVIEWS), secret(renewed));
        TlsRig.Call after = rig.connect(port, cluster, Optional.of(FRONT));
        after.ready();
        assertThat(serial(after)).isEqualTo(renewed.chain().serial()).isNotEqualTo(oldSerial);
        assertThat(before.echo("old")).isEqualTo("old");
        assertThat(after.echo("new")).isEqualTo("new");
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aRootThatIsTakenAwayStopsItsClientsAtOnceEvenWithASession(SslProvider provider) {
        TlsRig rig = rig(provider);
        int port = rig.listen(strict(REVIEWS));
        var cluster = new TestPkiUpstream().trustingAnyone(CALLER);
        TlsRig.Call first = rig.connect(port, cluster, Optional.of(FRONT));
        first.ready();
        rig.serverReady();
        assertThat(first.echo("x")).isEqualTo("x");

        rig.serverSecrets.put(ROOT, new TestPki().trust());
        TlsRig.Call second = rig.connect(port, cluster, Optional.of(FRONT));
        assertThat(rig.serverFailed()).containsAnyOf("fail_verify_error", "fail_verify_no_cert");
        second.awaitClosed();
    }

    @Test
    void aSessionIsTakenUpByTheSameCallerOnly() {
        TlsRig rig = rig(SslProvider.OPENSSL);
        int port = rig.listen(strict(REVIEWS));
        var cluster = upstream(CALLER, "", uri(REVIEWS));
        TlsStats server = rig.server.stats().getFirst();
        TlsRig.Call first = rig.connect(port, cluster, Optional.of(FRONT));
        first.ready();
        rig.serverReady();
        // The ticket comes behind the handshake; an answer says that it has come.
        assertThat(first.echo("x")).isEqualTo("x");
        rig.connect(port, cluster, Optional.of(FRONT)).ready();
        assertThat(rig.serverReady().peerPrincipal()).contains(FRONT);
        assertThat(server.value(TlsEvent.SESSION_REUSED)).isEqualTo(1);
        rig.connect(port, cluster, Optional.of(CATALOG)).ready();
        assertThat(rig.serverReady().peerPrincipal()).contains(CATALOG);
        assertThat(server.value(TlsEvent.SESSION_REUSED)).isEqualTo(1);
    }

    @Test
    void aConnectionBeforeItsSecretIsClosedAndTheSecretAskedFor() {
        TlsRig rig = rig(SslProvider.OPENSSL);
        int port = rig.listen(strict(CATALOG));
        TlsRig.Call call = rig.connect(port, upstream(CALLER, ""), Optional.of(FRONT));
        assertThat(rig.serverFailed()).contains("not ready").contains(CATALOG);
        call.awaitClosed();
        rig.serverSecrets.put(named(CATALOG), secret(pki.issue(CATALOG)));
        rig.connect(port, upstream(CALLER, "", uri(CATALOG)), Optional.of(FRONT))
                .ready();
    }

    @Test
    void aCallWaitsForTheSecretOfItsCaller() {
        TlsRig rig = rig(SslProvider.OPENSSL);
        int port = rig.listen(strict(REVIEWS));
        String late = FRONT + "-late";
        TlsRig.Call call = rig.connect(port, upstream(CALLER, "", uri(REVIEWS)), Optional.of(late));
        TlsRig.Call given = rig.connect(port, upstream(CALLER, "", uri(REVIEWS)), Optional.of(late));
        given.channel().close().syncUninterruptibly();

        rig.clientSecrets.put(named(late), secret(pki.issue(late)));

        call.ready();
        assertThat(given.outcomes())
                .as("nobody is told of a connection given up")
                .isEmpty();
    }

    private static String serial(TlsRig.Call call) {
        return TlsPeer.of(call.channel()).orElseThrow().leaf().getSerialNumber().toString(16);
    }
}
