// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.mainstay.api.istio.v1.auth.IstioCertificateRequest;
import io.mainstay.api.istio.v1.auth.IstioCertificateResponse;
import io.mainstay.api.istio.v1.auth.IstioCertificateServiceGrpc;
import io.mainstay.api.workload.v1alpha1.RenewRequest;
import io.mainstay.api.workload.v1alpha1.RenewResponse;
import io.mainstay.api.workload.v1alpha1.WorkloadName;
import io.mainstay.api.workload.v1alpha1.WorkloadRegistryGrpc;
import io.mainstay.security.CertificateChain;
import io.mainstay.security.Csr;
import io.mainstay.security.EnrolmentToken;
import io.mainstay.security.KeyPairs;
import io.mainstay.security.PeerTrust;
import io.mainstay.security.RenewalSchedule;
import io.mainstay.security.SpiffeId;
import io.mainstay.security.TrustBundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeshServerTest {
    private static final String TD = "mesh.test";

    @TempDir
    Path folder;

    private final EnrolmentToken token = EnrolmentToken.generate(new SecureRandom());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private CertificateAuthority authority;
    private CertificateService certificates;
    private MeshServer server;

    @BeforeEach
    void start() throws IOException {
        authority = CertificateAuthority.open(TD, folder.resolve("ca"), InstantSource.system(), new SecureRandom());
        EnrolmentTokens tokens = (text, host) -> text.equals(token.reveal()) && host.equals("host-1")
                ? new EnrolmentTokens.Verdict.Granted("default", "node")
                : new EnrolmentTokens.Verdict.Refused("no such token for this host");
        WorkloadDirectory workloads =
                (host, id) -> host.equals("host-1") && id.equals("spiffe://mesh.test/ns/shop/sa/reviews");
        certificates = new CertificateService(authority, tokens, workloads);
        server = new MeshServer.Builder(
                        authority,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        InstantSource.system(),
                        timer,
                        executor,
                        new RenewalSchedule(new Random(1)))
                .names(List.of("localhost"), List.of("127.0.0.1"))
                .services(List.of(certificates, new WhoAmI()))
                .build()
                .start();
    }

    @AfterEach
    void stop() {
        channels.forEach(ManagedChannel::shutdownNow);
        server.close();
        timer.shutdownNow();
        executor.shutdownNow();
    }

    @Test
    void aTokenBuysANodeCertificateAndThatBuysItsWorkloads() {
        KeyPair nodeKey = KeyPairs.generateP256();
        IstioCertificateResponse enrolled = enrol(nodeKey, SpiffeId.node(TD, "host-1"), token.reveal());
        CertificateChain node = chain(enrolled);
        assertThat(node.spiffeId()).contains(SpiffeId.node(TD, "host-1"));
        assertThat(TrustBundle.fromPem(enrolled.getCertChainList().getLast())).isEqualTo(authority.bundle());

        var stub = IstioCertificateServiceGrpc.newBlockingStub(channel(client(node, nodeKey)));
        SpiffeId reviews = SpiffeId.workload(TD, "shop", "reviews");
        assertThat(chain(stub.createCertificate(request(KeyPairs.generateP256(), reviews)))
                        .spiffeId())
                .contains(reviews);
        assertThat(chain(stub.createCertificate(request(KeyPairs.generateP256(), SpiffeId.node(TD, "host-1"))))
                        .spiffeId())
                .contains(SpiffeId.node(TD, "host-1"));
        for (SpiffeId other : List.of(
                SpiffeId.workload(TD, "shop", "ratings"),
                SpiffeId.node(TD, "host-2"),
                SpiffeId.controlPlane(TD),
                SpiffeId.workload("other.test", "shop", "reviews"))) {
            assertRefused(
                    Status.Code.PERMISSION_DENIED,
                    () -> stub.createCertificate(request(KeyPairs.generateP256(), other)));
        }
        assertThat(authority.signed()).isEqualTo(4);
        assertThat(certificates.refused()).isEqualTo(4);
    }

    @Test
    void withoutATokenOrWithAWrongOneThereIsNothing() {
        KeyPair key = KeyPairs.generateP256();
        SpiffeId host = SpiffeId.node(TD, "host-1");
        assertRefused(Status.Code.UNAUTHENTICATED, () -> enrol(key, host, "wrong"));
        assertRefused(Status.Code.UNAUTHENTICATED, () -> enrol(key, SpiffeId.node(TD, "host-2"), token.reveal()));
        assertRefused(
                Status.Code.PERMISSION_DENIED,
                () -> enrol(key, SpiffeId.workload(TD, "shop", "reviews"), token.reveal()));
        var stub = IstioCertificateServiceGrpc.newBlockingStub(channel(client()));
        assertRefused(Status.Code.UNAUTHENTICATED, () -> stub.createCertificate(request(key, host)));
    }

    @Test
    void requestsThatProveNothingOrAskTooMuchAreRefused() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(1024);
        SpiffeId host = SpiffeId.node(TD, "host-1");
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> enrol(rsa.generateKeyPair(), host, token.reveal()));
        var stub = withToken(token.reveal());
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                () -> stub.createCertificate(
                        IstioCertificateRequest.newBuilder().setCsr("nonsense").build()));
    }

    @Test
    void otherMethodsNeedACertificateAndSeeWhoCalls() {
        assertRefused(
                Status.Code.UNAUTHENTICATED,
                () -> WorkloadRegistryGrpc.newBlockingStub(channel(client())).renew(RenewRequest.getDefaultInstance()));
        KeyPair key = KeyPairs.generateP256();
        CertificateChain node = chain(enrol(key, SpiffeId.node(TD, "host-1"), token.reveal()));
        RenewResponse who = WorkloadRegistryGrpc.newBlockingStub(channel(client(node, key)))
                .renew(RenewRequest.getDefaultInstance());
        assertThat(who.getUnknown(0).getName()).isEqualTo("host-1");
    }

    @Test
    void aCertificateOfAnotherRootIsRefusedInTheHandshake() throws IOException {
        CertificateAuthority other =
                CertificateAuthority.open(TD, folder.resolve("other"), InstantSource.system(), new SecureRandom());
        KeyPair key = KeyPairs.generateP256();
        CertificateChain forged = other.sign(key.getPublic(), SpiffeId.node(TD, "host-1"), Duration.ofHours(1));
        assertRefused(
                Status.Code.UNAVAILABLE,
                () -> WorkloadRegistryGrpc.newBlockingStub(channel(client(forged, key)))
                        .renew(RenewRequest.getDefaultInstance()));
    }

    @Test
    void theServingCertificateIsReplacedWithoutARestart() {
        KeyPair key = KeyPairs.generateP256();
        enrol(key, SpiffeId.node(TD, "host-1"), token.reveal());
        long before = authority.signed();
        server.renew();
        assertThat(authority.signed()).isEqualTo(before + 1);
        enrol(key, SpiffeId.node(TD, "host-1"), token.reveal());
    }

    private IstioCertificateResponse enrol(KeyPair key, SpiffeId id, String bearer) {
        return withToken(bearer).createCertificate(request(key, id));
    }

    private IstioCertificateServiceGrpc.IstioCertificateServiceBlockingStub withToken(String bearer) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + bearer);
        return IstioCertificateServiceGrpc.newBlockingStub(channel(client()))
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static IstioCertificateRequest request(KeyPair key, SpiffeId id) {
        return IstioCertificateRequest.newBuilder()
                .setCsr(Csr.create(key, id))
                .setValidityDuration(3600)
                .build();
    }

    private static CertificateChain chain(IstioCertificateResponse response) {
        return CertificateChain.fromPem(response.getCertChain(0));
    }

    private TlsChannelCredentials.Builder trusting() {
        return TlsChannelCredentials.newBuilder()
                .trustManager(new PeerTrust(
                        authority::bundle, InstantSource.system(), PeerTrust.exactly(SpiffeId.controlPlane(TD))));
    }

    private ChannelCredentials client() {
        return trusting().build();
    }

    private ChannelCredentials client(CertificateChain chain, KeyPair key) {
        // Shows its certificate whatever issuers the server says it accepts.
        AdvancedTlsX509KeyManager shown = new AdvancedTlsX509KeyManager();
        shown.updateIdentityCredentials(chain.certificates().toArray(X509Certificate[]::new), key.getPrivate());
        return trusting().keyManager(shown).build();
    }

    private ManagedChannel channel(ChannelCredentials credentials) {
        ManagedChannel channel = Grpc.newChannelBuilder("127.0.0.1:" + server.port(), credentials)
                .build();
        channels.add(channel);
        return channel;
    }

    private static void assertRefused(Status.Code code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode())
                                .as(e.getStatus().toString())
                                .isEqualTo(code));
    }

    /** Answers with the calling host. */
    private static final class WhoAmI extends WorkloadRegistryGrpc.WorkloadRegistryImplBase {
        @Override
        public void renew(RenewRequest request, StreamObserver<RenewResponse> response) {
            response.onNext(RenewResponse.newBuilder()
                    .addUnknown(WorkloadName.newBuilder()
                            .setName(PeerIdentity.host().orElse("nobody")))
                    .build());
            response.onCompleted();
        }
    }
}
