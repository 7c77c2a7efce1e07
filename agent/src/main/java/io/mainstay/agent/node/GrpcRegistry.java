// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.node;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.mainstay.api.workload.v1alpha1.DeregisterRequest;
import io.mainstay.api.workload.v1alpha1.RegisterRequest;
import io.mainstay.api.workload.v1alpha1.RegisterResponse;
import io.mainstay.api.workload.v1alpha1.RenewRequest;
import io.mainstay.api.workload.v1alpha1.Workload;
import io.mainstay.api.workload.v1alpha1.WorkloadName;
import io.mainstay.api.workload.v1alpha1.WorkloadRegistryGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The registry over gRPC; the channel shows the host's certificate. */
public final class GrpcRegistry implements Registry {
    private static final int DEADLINE_SECONDS = 5;

    private final Channel channel;
    private final NodeConfig config;
    private final Runnable close;

    /**
     * Uses a channel.
     *
     * @param close ends the channel
     */
    public GrpcRegistry(Channel channel, NodeConfig config, Runnable close) {
        this.channel = channel;
        this.config = config;
        this.close = close;
    }

    @Override
    public Registration register(Announcement announcement) throws IOException {
        try {
            RegisterResponse response = stub().register(RegisterRequest.newBuilder()
                    .setWorkload(workload(announcement))
                    .build());
            return new Registration(
                    response.getSpiffeId(),
                    response.getOutboundList().stream()
                            .map(port -> new Registration.Outbound(
                                    port.getNamespace(),
                                    port.getService(),
                                    port.getServicePort(),
                                    port.getPortName(),
                                    port.getVirtualPort()))
                            .toList(),
                    Duration.ofSeconds(Math.max(1, response.getLeaseSeconds())));
        } catch (StatusRuntimeException e) {
            throw failure("register " + announcement.id(), e);
        }
    }

    @Override
    public void deregister(WorkloadId workload) throws IOException {
        try {
            var _ = stub().deregister(DeregisterRequest.newBuilder()
                    .addWorkloads(name(workload))
                    .build());
        } catch (StatusRuntimeException e) {
            throw failure("deregister " + workload, e);
        }
    }

    @Override
    public List<WorkloadId> renew(List<WorkloadId> workloads) throws IOException {
        try {
            RenewRequest.Builder request = RenewRequest.newBuilder();
            workloads.forEach(workload -> request.addWorkloads(name(workload)));
            return stub().renew(request.build()).getUnknownList().stream()
                    .map(name -> new WorkloadId(name.getNamespace(), name.getName()))
                    .toList();
        } catch (StatusRuntimeException e) {
            throw failure("renew", e);
        }
    }

    private WorkloadRegistryGrpc.WorkloadRegistryBlockingStub stub() {
        return WorkloadRegistryGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private static IOException failure(String what, StatusRuntimeException e) {
        boolean refused =
                switch (e.getStatus().getCode()) {
                    case INVALID_ARGUMENT, PERMISSION_DENIED, FAILED_PRECONDITION, ALREADY_EXISTS, UNAUTHENTICATED ->
                        true;
                    default -> false;
                };
        String message = "cannot " + what + ": " + e.getStatus().getCode() + " "
                + e.getStatus().getDescription();
        return refused ? new RefusedException(message, e) : new IOException(message, e);
    }

    private static WorkloadName name(WorkloadId id) {
        return WorkloadName.newBuilder()
                .setNamespace(id.namespace())
                .setName(id.name())
                .build();
    }

    private Workload workload(Announcement announcement) {
        return Workload.newBuilder()
                .setNamespace(announcement.id().namespace())
                .setName(announcement.id().name())
                .setService(announcement.service())
                .setServiceAccount(announcement.serviceAccount())
                .setVersion(announcement.version())
                .putAllLabels(announcement.labels())
                .setInboundAddress(config.address())
                .setInboundPort(announcement.inboundPort())
                .setApplicationAddress(announcement.applicationAddress())
                .setApplicationPort(announcement.applicationPort())
                .setOutboundAddress(announcement.outboundAddress())
                .setRegion(config.locality().region())
                .setZone(config.locality().zone())
                .setNetwork(config.network())
                .build();
    }

    @Override
    public void close() {
        close.run();
    }
}
