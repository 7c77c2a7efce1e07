// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.identity;

import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.mainstay.api.istio.v1.auth.IstioCertificateRequest;
import io.mainstay.api.istio.v1.auth.IstioCertificateResponse;
import io.mainstay.api.istio.v1.auth.IstioCertificateServiceGrpc;
import io.mainstay.api.istio.v1.auth.IstioCertificateServiceGrpc.IstioCertificateServiceBlockingStub;
import io.mainstay.security.CertificateChain;
import io.mainstay.security.EnrolmentToken;
import io.mainstay.security.MalformedCredentialException;
import io.mainstay.security.TrustBundle;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Istio's certificate API over a channel that has verified the control plane. */
public final class GrpcCertificateSource implements CertificateSource {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final int DEADLINE_SECONDS = 10;

    private final IstioCertificateServiceBlockingStub stub;

    private GrpcCertificateSource(IstioCertificateServiceBlockingStub stub) {
        this.stub = stub;
    }

    /** Speaks as whoever the channel's certificate says. */
    public static GrpcCertificateSource over(Channel channel) {
        return new GrpcCertificateSource(IstioCertificateServiceGrpc.newBlockingStub(channel));
    }

    /** Speaks as the bearer of an enrolment token. */
    public static GrpcCertificateSource over(Channel channel, EnrolmentToken token) {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + token.reveal());
        return new GrpcCertificateSource(IstioCertificateServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)));
    }

    @Override
    public Issued create(String csr) throws IOException {
        try {
            IstioCertificateResponse response = stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .createCertificate(
                            IstioCertificateRequest.newBuilder().setCsr(csr).build());
            List<String> parts = response.getCertChainList();
            if (parts.size() < 2) {
                throw new IOException("the authority's answer has " + parts.size()
                        + " parts (expected: the certificate first, the roots last)");
            }
            return new Issued(
                    CertificateChain.fromPem(String.join("", parts.subList(0, parts.size() - 1))),
                    TrustBundle.fromPem(parts.getLast()));
        } catch (StatusRuntimeException e) {
            throw failure(e);
        } catch (MalformedCredentialException e) {
            throw new IOException("the authority's answer cannot be used: " + e.getMessage(), e);
        }
    }

    private static IOException failure(StatusRuntimeException e) {
        Status status = e.getStatus();
        Throwable cause = status.getCause();
        Optional<CertificateException> stranger = refusalIn(cause);
        if (stranger.isPresent()) {
            return new AuthorityRefusedException(
                    "the control plane is not recognised: " + stranger.get().getMessage(), e);
        }
        String message =
                status.getCode() + " " + status.getDescription() + (cause == null ? "" : ": " + cause.getMessage());
        return switch (status.getCode()) {
            case PERMISSION_DENIED, UNAUTHENTICATED, INVALID_ARGUMENT -> new AuthorityRefusedException(message, e);
            default -> new IOException(message, e);
        };
    }

    /** Why this side did not like the server's certificate. */
    private static Optional<CertificateException> refusalIn(@Nullable Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException refusal) {
                return Optional.of(refusal);
            }
        }
        return Optional.empty();
    }
}
