// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A control plane and a proxy in one: what is registered is listened for at once. Every host's every call is noted. */
final class FakeMesh implements Registry, Identities {
    static final int VIRTUAL_PORT = 20_123;

    final Journal calls = new Journal();
    volatile boolean away;
    private final String inboundAddress;
    private final Map<String, List<ServerSocket>> sockets = new ConcurrentHashMap<>();

    FakeMesh(String inboundAddress) {
        this.inboundAddress = inboundAddress;
    }

    @Override
    public Registration register(Announcement workload) throws IOException {
        if (away) {
            throw new IOException("away");
        }
        String key = workload.id().toString();
        calls.add((workload.service().isEmpty() ? "caller " : "server ") + key);
        closeAll(key);
        List<ServerSocket> open = new ArrayList<>();
        open.add(new ServerSocket(VIRTUAL_PORT, 5, InetAddress.ofLiteral(workload.outboundAddress())));
        if (workload.inboundPort() > 0) {
            open.add(new ServerSocket(workload.inboundPort(), 5, InetAddress.ofLiteral(inboundAddress)));
        }
        sockets.put(key, open);
        return new Registration(
                "spiffe://mesh/ns/" + workload.id().namespace() + "/sa/" + workload.serviceAccount(),
                List.of(new Registration.Outbound(workload.id().namespace(), "friend", 80, "", VIRTUAL_PORT)),
                Duration.ofSeconds(30));
    }

    @Override
    public void deregister(WorkloadId workload) throws IOException {
        calls.add("deregister " + workload);
        closeAll(workload.toString());
    }

    @Override
    public List<WorkloadId> renew(List<WorkloadId> workloads) throws IOException {
        if (away) {
            throw new IOException("away");
        }
        return workloads.stream()
                .filter(workload -> !sockets.containsKey(workload.toString()))
                .toList();
    }

    @Override
    public void hold(String spiffeId) {
        calls.add("hold " + spiffeId);
    }

    @Override
    public void release(String spiffeId) {
        calls.add("release " + spiffeId);
    }

    @Override
    public void close() {}

    private void closeAll(String key) throws IOException {
        for (ServerSocket socket : sockets.getOrDefault(key, List.of())) {
            socket.close();
        }
        sockets.remove(key);
    }
}
