// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.node;

import io.mainstay.agent.control.ControlMessage;
import io.mainstay.agent.loopback.LoopbackAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Turns what {@code run} asks for into a workload, and a workload into what {@code run} is told. */
final class WorkloadDraft {
    private static final int FIRST_INBOUND = 10_000;
    private static final int LAST_INBOUND = 18_999;
    private static final int MAX_LABEL = 63;
    private static final String LABEL = "label.";

    private final NodeConfig config;

    WorkloadDraft(NodeConfig config) {
        this.config = config;
    }

    /** Reads a wish; a name and an inbound port that are not given are chosen so that nobody else here has them. */
    Announcement read(ControlMessage enrol, Map<WorkloadId, HostedWorkload> others) throws IOException {
        String service = enrol.field("service");
        String account = enrol.field("service-account");
        String outbound = enrol.field("outbound-address");
        String name = enrol.field("name").isEmpty() ? name(service, outbound) : enrol.field("name");
        WorkloadId id = new WorkloadId(enrol.field("namespace"), name);
        Map<String, String> labels = new LinkedHashMap<>();
        enrol.fields().forEach((field, value) -> {
            if (field.startsWith(LABEL)) {
                labels.put(field.substring(LABEL.length()), value);
            }
        });
        int applicationPort = number(enrol.field("application-port"));
        HostedWorkload known = others.get(id);
        int inbound = applicationPort == 0
                ? 0
                : known != null && known.announcement().inboundPort() > 0
                        ? known.announcement().inboundPort()
                        : inboundPort(id, others);
        return new Announcement(
                id,
                service,
                account.isEmpty() ? service.isEmpty() ? "default" : service : account,
                enrol.field("version"),
                labels,
                inbound,
                enrol.field("application-address"),
                applicationPort,
                outbound);
    }

    /** The environment of the application. */
    ControlMessage admitted(HostedWorkload workload) {
        Announcement announcement = workload.announcement();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", announcement.id().name());
        ServiceVariables.of(
                        announcement.id().namespace(),
                        announcement.outboundAddress(),
                        workload.registration().outbound())
                .forEach((name, value) -> fields.put("env." + name, value));
        return new ControlMessage(ControlMessage.Verb.ADMITTED, fields);
    }

    private int inboundPort(WorkloadId id, Map<WorkloadId, HostedWorkload> others) throws IOException {
        InetAddress address = InetAddress.ofLiteral(config.address());
        int span = LAST_INBOUND - FIRST_INBOUND + 1;
        int port = FIRST_INBOUND + Math.floorMod(id.hashCode(), span);
        for (int i = 0; i < span; i++) {
            int candidate = FIRST_INBOUND + (port - FIRST_INBOUND + i) % span;
            boolean taken = others.values().stream()
                    .anyMatch(other -> other.announcement().inboundPort() == candidate);
            if (!taken && LoopbackAddress.isFree(address, candidate)) {
                return candidate;
            }
        }
        throw new IOException("no free port from " + FIRST_INBOUND + " to " + LAST_INBOUND + " at " + config.address());
    }

    /** Unique in the mesh as long as host names are: the service, the host, and what tells workloads of a host apart. */
    private String name(String service, String outbound) {
        String[] octets = outbound.split("\\.", -1);
        String tail = octets.length == 4
                ? "%02x%02x%02x".formatted(number(octets[1]), number(octets[2]), number(octets[3]))
                : Integer.toHexString(outbound.hashCode());
        String front = (service.isEmpty() ? "client" : service) + "-" + config.host();
        String clean = front.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
        return clean.substring(0, Math.min(clean.length(), MAX_LABEL - tail.length() - 1)) + "-" + tail;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
