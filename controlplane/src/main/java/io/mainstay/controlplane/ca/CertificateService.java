// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.ca;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.mainstay.api.istio.v1.auth.IstioCertificateRequest;
import io.mainstay.api.istio.v1.auth.IstioCertificateResponse;
import io.mainstay.api.istio.v1.auth.IstioCertificateServiceGrpc;
import io.mainstay.controlplane.ca.EnrolmentTokens.Verdict;
import io.mainstay.controlplane.metrics.MetricsText;
import io.mainstay.security.CertificateChain;
import io.mainstay.security.Csr;
import io.mainstay.security.KeyPairs;
import io.mainstay.security.MalformedCredentialException;
import io.mainstay.security.Pem;
import io.mainstay.security.SpiffeId;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Istio's certificate API. An enrolment token buys a node certificate; a node certificate buys its own renewal and the
 * certificates of the workloads that are enrolled on that host. Whatever a request holds beside its key and its one SPIFFE id
 * has no effect.
 */
public final class CertificateService extends IstioCertificateServiceGrpc.IstioCertificateServiceImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateService.class);

    private final CertificateAuthority authority;
    private final EnrolmentTokens tokens;
    private final WorkloadDirectory workloads;
    private final LongAdder asked = new LongAdder();
    private final LongAdder issued = new LongAdder();
    private final LongAdder refused = new LongAdder();

    public CertificateService(CertificateAuthority authority, EnrolmentTokens tokens, WorkloadDirectory workloads) {
        this.authority = authority;
        this.tokens = tokens;
        this.workloads = workloads;
    }

    /** Requests refused since the process began. */
    public long refused() {
        return refused.sum();
    }

    /** What is known here, for Prometheus, under the names Istio's control plane has for it. */
    public void metrics(MetricsText text) {
        text.counter("citadel_server_csr_count", "Requests for a certificate.", asked.sum());
        text.counter("citadel_server_success_cert_issuance_count", "Requests granted.", issued.sum());
        text.counter("citadel_server_authentication_failure_count", "Requests refused.", refused());
        text.counter(
                "mainstay_certificates_signed_total",
                "Certificates signed, those of this process for its own port too.",
                authority.signed());
        text.gauge(
                "mainstay_trusted_roots",
                "Roots to be trusted.",
                authority.bundle().roots().size());
        text.gauge(
                "citadel_server_root_cert_expiry_timestamp",
                "When the first of the trusted roots expires, in seconds since 1970.",
                authority.bundle().roots().stream()
                        .mapToLong(root -> root.getNotAfter().toInstant().getEpochSecond())
                        .min()
                        .orElse(0));
    }

    @Override
    public void createCertificate(IstioCertificateRequest request, StreamObserver<IstioCertificateResponse> response) {
        asked.increment();
        Csr csr;
        try {
            csr = Csr.parse(request.getCsr());
        } catch (MalformedCredentialException e) {
            refuse(Status.INVALID_ARGUMENT.withDescription("csr: " + e.getMessage()), response);
            return;
        }
        String problem = problemWith(csr);
        Optional<SpiffeId> asked =
                csr.uriNames().size() == 1 ? SpiffeId.parse(csr.uriNames().getFirst()) : Optional.empty();
        if (!problem.isEmpty() || asked.isEmpty()) {
            refuse(
                    Status.INVALID_ARGUMENT.withDescription("csr: "
                            + (problem.isEmpty() ? "'" + csr.uriNames().getFirst() + "' is not a SPIFFE id" : problem)),
                    response);
            return;
        }
        SpiffeId identity = asked.get();
        Status allowed = authorise(identity);
        if (!allowed.isOk()) {
            refuse(allowed, response);
            return;
        }
        long seconds = request.getValidityDuration();
        Duration lifetime = seconds <= 0 || seconds > CertificateAuthority.LIFETIME.toSeconds()
                ? CertificateAuthority.LIFETIME
                : Duration.ofSeconds(seconds);
        CertificateChain chain = authority.sign(csr.publicKey(), identity, lifetime);
        LOG.info(
                "certificate signed identity={} serial={} until={} for={}",
                identity,
                chain.serial(),
                chain.notAfter(),
                PeerIdentity.caller().map(SpiffeId::toString).orElse("enrolment token"));
        issued.increment();
        response.onNext(toResponse(chain));
        response.onCompleted();
    }

    /** As Istio lays it out: leaf, then intermediates, and the whole bundle as the last element. */
    private IstioCertificateResponse toResponse(CertificateChain chain) {
        IstioCertificateResponse.Builder response = IstioCertificateResponse.newBuilder();
        for (X509Certificate certificate : chain.certificates()) {
            response.addCertChain(Pem.encode(List.of(certificate)));
        }
        return response.addCertChain(authority.bundle().toPem()).build();
    }

    private static String problemWith(Csr csr) {
        if (!csr.provesPossession()) {
            return "it is not signed with the key it asks a certificate for";
        }
        if (csr.asksForAuthority()) {
            return "it asks for a certificate that can sign others";
        }
        if (csr.uriNames().size() != 1) {
            return "it has " + csr.uriNames().size() + " URI names (expected: one, the SPIFFE id asked for)";
        }
        return KeyPairs.problemWith(csr.publicKey());
    }

    private Status authorise(SpiffeId identity) {
        if (!identity.trustDomain().equals(authority.trustDomain())) {
            return Status.PERMISSION_DENIED.withDescription(
                    identity + " is not of trust domain " + authority.trustDomain());
        }
        Optional<SpiffeId> caller = PeerIdentity.caller();
        return caller.isPresent() ? authorise(caller.get(), identity) : authoriseByToken(identity);
    }

    private Status authorise(SpiffeId caller, SpiffeId identity) {
        Optional<String> host = PeerIdentity.hostOf(caller);
        if (host.isEmpty() || !caller.trustDomain().equals(authority.trustDomain())) {
            return Status.PERMISSION_DENIED.withDescription(caller + " is not a host of this mesh");
        }
        return switch (identity.role()) {
            case SpiffeId.Role.Node _ ->
                caller.equals(identity)
                        ? Status.OK
                        : Status.PERMISSION_DENIED.withDescription(caller + " may not become " + identity);
            case SpiffeId.Role.Workload _ ->
                workloads.isEnrolled(host.get(), identity.toString())
                        ? Status.OK
                        : Status.PERMISSION_DENIED.withDescription("no workload of " + identity
                                + " is enrolled on host " + host.get() + "; register it first");
            case SpiffeId.Role.ControlPlane _, SpiffeId.Role.Other _ ->
                Status.PERMISSION_DENIED.withDescription(
                        "a host may ask for its own certificate and its workloads', not for " + identity);
        };
    }

    private Status authoriseByToken(SpiffeId identity) {
        Optional<String> token = PeerIdentity.bearer();
        if (token.isEmpty()) {
            return Status.UNAUTHENTICATED.withDescription(
                    "neither a client certificate nor an enrolment token; make one with: mainstay token create");
        }
        Optional<String> host = PeerIdentity.hostOf(identity);
        if (host.isEmpty()) {
            return Status.PERMISSION_DENIED.withDescription(
                    "an enrolment token is good for a host's certificate only, not " + identity);
        }
        return switch (tokens.verify(token.get(), host.get())) {
            case Verdict.Granted _ -> Status.OK;
            case Verdict.Refused(String reason) ->
                Status.UNAUTHENTICATED.withDescription("enrolment of host " + host.get() + " refused: " + reason);
        };
    }

    private void refuse(Status status, StreamObserver<?> response) {
        refused.increment();
        LOG.warn(
                "certificate refused for={} reason={}",
                PeerIdentity.caller().map(SpiffeId::toString).orElse("no certificate"),
                status.getDescription());
        response.onError(status.asRuntimeException());
    }
}
