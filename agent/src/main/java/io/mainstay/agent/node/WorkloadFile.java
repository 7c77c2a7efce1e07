// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.node;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The host's workloads on disk, so that a node which starts without a control plane knows them: a line each, fields
 * percent-encoded, written whole and moved into place.
 */
final class WorkloadFile {
    private static final String OUTBOUND = "outbound.";
    private static final String LABEL = "label.";

    private final Path path;

    WorkloadFile(Path folder) {
        this.path = folder.resolve("workloads");
    }

    /**
     * A workload as last known.
     *
     * @param serving whether callers were let in
     */
    record Entry(Announcement announcement, Registration registration, boolean serving) {}

    List<Entry> read() throws IOException {
        if (!Files.exists(path)) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        for (String line : Files.readAllLines(path)) {
            try {
                entries.add(entry(fields(line)));
            } catch (IllegalArgumentException e) {
                throw new IOException(path + " has a line that cannot be read: " + line, e);
            }
        }
        return entries;
    }

    void write(Collection<Entry> entries) throws IOException {
        String text = entries.stream().map(WorkloadFile::line).collect(Collectors.joining());
        Path temporary = path.resolveSibling("workloads.new");
        Files.writeString(temporary, text);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String line(Entry entry) {
        Announcement workload = entry.announcement();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("namespace", workload.id().namespace());
        fields.put("name", workload.id().name());
        fields.put("service", workload.service());
        fields.put("service-account", workload.serviceAccount());
        fields.put("version", workload.version());
        workload.labels().forEach((name, value) -> fields.put(LABEL + name, value));
        fields.put("inbound-port", Integer.toString(workload.inboundPort()));
        fields.put("application-address", workload.applicationAddress());
        fields.put("application-port", Integer.toString(workload.applicationPort()));
        fields.put("outbound-address", workload.outboundAddress());
        fields.put("spiffe-id", entry.registration().spiffeId());
        fields.put("lease-seconds", Long.toString(entry.registration().lease().toSeconds()));
        List<Registration.Outbound> outbound = entry.registration().outbound();
        for (int i = 0; i < outbound.size(); i++) {
            Registration.Outbound port = outbound.get(i);
            fields.put(
                    OUTBOUND + i,
                    String.join(
                            "|",
                            port.namespace(),
                            port.service(),
                            Integer.toString(port.servicePort()),
                            port.portName(),
                            Integer.toString(port.virtualPort())));
        }
        fields.put("serving", Boolean.toString(entry.serving()));
        return fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining(" ", "", "\n"));
    }

    private static Entry entry(Map<String, String> fields) {
        Map<String, String> labels = new LinkedHashMap<>();
        List<Registration.Outbound> outbound = new ArrayList<>();
        fields.forEach((name, value) -> {
            if (name.startsWith(LABEL)) {
                labels.put(name.substring(LABEL.length()), value);
            } else if (name.startsWith(OUTBOUND)) {
                String[] parts = value.split("\\|", -1);
                outbound.add(new Registration.Outbound(
                        parts[0], parts[1], Integer.parseInt(parts[2]), parts[3], Integer.parseInt(parts[4])));
            }
        });
        Announcement workload = new Announcement(
                new WorkloadId(field(fields, "namespace"), field(fields, "name")),
                field(fields, "service"),
                field(fields, "service-account"),
                field(fields, "version"),
                labels,
                Integer.parseInt(field(fields, "inbound-port")),
                field(fields, "application-address"),
                Integer.parseInt(field(fields, "application-port")),
                field(fields, "outbound-address"));
        Registration registration = new Registration(
                field(fields, "spiffe-id"),
                outbound,
                Duration.ofSeconds(Long.parseLong(field(fields, "lease-seconds"))));
        return new Entry(workload, registration, Boolean.parseBoolean(field(fields, "serving")));
    }

    private static String field(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    private static Map<String, String> fields(String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String part : line.split(" ", -1)) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("not name=value: " + part);
            }
            fields.put(
                    URLDecoder.decode(part.substring(0, equals), StandardCharsets.UTF_8),
                    URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return fields;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
