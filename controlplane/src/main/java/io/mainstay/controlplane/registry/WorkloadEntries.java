// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.registry;

import io.mainstay.controlplane.resource.ResourceKey;
import io.mainstay.controlplane.resource.TreeJson;
import io.mainstay.controlplane.state.WorkloadName;
import java.util.LinkedHashMap;
import java.util.Map;

/** Announcements as resources. */
final class WorkloadEntries {
    private WorkloadEntries() {}

    static ResourceKey key(String mesh, WorkloadName name) {
        return new ResourceKey(mesh, "networking.istio.io", "WorkloadEntry", name.namespace(), name.name());
    }

    static String json(String host, Announcement said) {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("mainstay.io/host", host);
        notes.put("mainstay.io/service", said.service());
        notes.put("mainstay.io/inbound-port", Integer.toString(said.inboundPort()));
        notes.put("mainstay.io/application-address", said.applicationAddress());
        notes.put("mainstay.io/application-port", Integer.toString(said.applicationPort()));
        notes.put("mainstay.io/outbound-address", said.outboundAddress());
        Map<String, String> labels = new LinkedHashMap<>(said.labels());
        if (!said.version().isEmpty()) {
            labels.put("version", said.version());
        }
        if (!said.service().isEmpty()) {
            labels.putIfAbsent("app", said.service());
        }
        StringBuilder out = new StringBuilder();
        out.append("{\"apiVersion\":\"networking.istio.io/v1\",\"kind\":\"WorkloadEntry\",\"metadata\":{\"name\":");
        TreeJson.quote(said.name().name(), out);
        out.append(",\"namespace\":");
        TreeJson.quote(said.name().namespace(), out);
        out.append(",\"annotations\":");
        map(notes, out);
        out.append("},\"spec\":{\"address\":");
        TreeJson.quote(said.inboundAddress(), out);
        out.append(",\"labels\":");
        map(labels, out);
        out.append(",\"serviceAccount\":");
        TreeJson.quote(said.serviceAccount().isEmpty() ? "default" : said.serviceAccount(), out);
        if (!said.network().isEmpty()) {
            out.append(",\"network\":");
            TreeJson.quote(said.network(), out);
        }
        if (!said.region().isEmpty() || !said.zone().isEmpty()) {
            out.append(",\"locality\":");
            TreeJson.quote(said.region() + "/" + said.zone(), out);
        }
        return out.append("}}").toString();
    }

    private static void map(Map<String, String> values, StringBuilder out) {
        String separator = "{";
        for (Map.Entry<String, String> value : values.entrySet()) {
            out.append(separator);
            TreeJson.quote(value.getKey(), out);
            out.append(':');
            TreeJson.quote(value.getValue(), out);
            separator = ",";
        }
        out.append(values.isEmpty() ? "{}" : "}");
    }
}
