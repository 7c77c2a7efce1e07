// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.registry;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.mainstay.api.workload.v1alpha1.DeregisterRequest;
import io.mainstay.api.workload.v1alpha1.DeregisterResponse;
import io.mainstay.api.workload.v1alpha1.OutboundPort;
import io.mainstay.api.workload.v1alpha1.RegisterRequest;
import io.mainstay.api.workload.v1alpha1.RegisterResponse;
import io.mainstay.api.workload.v1alpha1.RenewRequest;
import io.mainstay.api.workload.v1alpha1.RenewResponse;
import io.mainstay.api.workload.v1alpha1.Workload;
import io.mainstay.api.workload.v1alpha1.WorkloadRegistryGrpc;
import io.mainstay.controlplane.ca.PeerIdentity;
import io.mainstay.controlplane.state.WorkloadName;
import io.mainstay.controlplane.store.StoreException;
import java.util.List;
import java.util.Optional;

/** The registry on the wire. The calling host is the one in the client's certificate. */
public final class WorkloadRegistryService extends WorkloadRegistryGrpc.WorkloadRegistryImplBase {
    private final HostRegistry registry;

    public WorkloadRegistryService(HostRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void register(RegisterRequest request, StreamObserver<RegisterResponse> answer) {
        Optional<String> host = PeerIdentity.host();
        if (host.isEmpty()) {
            answer.onError(notAHost());
            return;
        }
        try {
            switch (registry.register(host.get(), announcement(request.getWorkload()))) {
                case Registration.Accepted accepted -> {
                    answer.onNext(response(accepted));
                    answer.onCompleted();
                }
                case Registration.Invalid(String message) ->
                    answer.onError(
                            Status.INVALID_ARGUMENT.withDescription(message).asException());
                case Registration.Taken(String other) ->
                    answer.onError(Status.ALREADY_EXISTS
                            .withDescription("host " + other + " runs a workload of this name; choose another name")
                            .asException());
            }
        } catch (StoreException e) {
            answer.onError(Status.UNAVAILABLE.withDescription(e.getMessage()).asException());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            answer.onError(Status.UNAVAILABLE
                    .withDescription("the control plane is stopping")
                    .asException());
        }
    }

    private static io.grpc.StatusException notAHost() {
        return Status.PERMISSION_DENIED
                .withDescription("only hosts (spiffe://<trust-domain>/node/<host>) announce workloads")
                .asException();
    }

    private static Announcement announcement(Workload workload) {
        return new Announcement(
                new WorkloadName(workload.getNamespace(), workload.getName()),
                workload.getService(),
                workload.getServiceAccount(),
                workload.getVersion(),
                workload.getLabelsMap(),
                workload.getInboundAddress(),
                workload.getInboundPort(),
                workload.getApplicationAddress().isEmpty() ? "127.0.0.1" : workload.getApplicationAddress(),
                workload.getApplicationPort(),
                workload.getOutboundAddress(),
                workload.getRegion(),
                workload.getZone(),
                workload.getNetwork());
    }

    private static RegisterResponse response(Registration.Accepted accepted) {
        RegisterResponse.Builder response = RegisterResponse.newBuilder()
                .setSpiffeId(accepted.spiffeId())
                .setLeaseSeconds((int) accepted.lease().toSeconds());
        for (Registration.Outbound outbound : accepted.outbound()) {
            response.addOutbound(OutboundPort.newBuilder()
                    .setNamespace(outbound.service().namespace())
                    .setService(outbound.service().name())
                    .setServicePort(outbound.servicePort())
                    .setPortName(outbound.portName())
                    .setVirtualPort(outbound.virtualPort()));
        }
        return response.build();
    }

    @Override
    public void deregister(DeregisterRequest request, StreamObserver<DeregisterResponse> answer) {
        Optional<String> host = PeerIdentity.host();
        if (host.isEmpty()) {
            answer.onError(notAHost());
            return;
        }
        try {
            registry.deregister(host.get(), names(request.getWorkloadsList()));
        } catch (StoreException e) {
            answer.onError(Status.UNAVAILABLE.withDescription(e.getMessage()).asException());
            return;
        }
        answer.onNext(DeregisterResponse.getDefaultInstance());
        answer.onCompleted();
    }

    @Override
    public void renew(RenewRequest request, StreamObserver<RenewResponse> answer) {
        Optional<String> host = PeerIdentity.host();
        if (host.isEmpty()) {
            answer.onError(notAHost());
            return;
        }
        RenewResponse.Builder response = RenewResponse.newBuilder()
                .setLeaseSeconds((int) registry.lease().toSeconds());
        for (WorkloadName name : registry.renew(host.get(), names(request.getWorkloadsList()))) {
            response.addUnknown(io.mainstay.api.workload.v1alpha1.WorkloadName.newBuilder()
                    .setNamespace(name.namespace())
                    .setName(name.name()));
        }
        answer.onNext(response.build());
        answer.onCompleted();
    }

    private static List<WorkloadName> names(List<io.mainstay.api.workload.v1alpha1.WorkloadName> names) {
        return names.stream()
                .map(name -> new WorkloadName(name.getNamespace(), name.getName()))
                .toList();
    }
}
