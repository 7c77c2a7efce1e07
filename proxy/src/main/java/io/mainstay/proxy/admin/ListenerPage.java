// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.admin;

import io.mainstay.engine.core.Address;
import io.mainstay.proxy.telemetry.JsonText;
import java.util.ArrayList;
import java.util.List;

/** {@code /listeners}, as Envoy writes it. */
final class ListenerPage {
    private ListenerPage() {}

    static String text(List<ProxyView.ListenerStatus> listeners) {
        var text = new StringBuilder();
        for (ProxyView.ListenerStatus listener : listeners) {
            for (Address address : listener.addresses()) {
                text.append(listener.name()).append("::").append(address).append('\n');
            }
        }
        return text.toString();
    }

    static String json(List<ProxyView.ListenerStatus> listeners) {
        List<String> entries = new ArrayList<>();
        for (ProxyView.ListenerStatus listener : listeners) {
            List<String> addresses =
                    listener.addresses().stream().map(ListenerPage::json).toList();
            String more = addresses.size() < 2
                    ? ""
                    : ", \"additional_local_addresses\": [" + String.join(", ", addresses.subList(1, addresses.size()))
                            + "]";
            String first = addresses.isEmpty() ? "{}" : addresses.getFirst();
            entries.add(
                    "  {\"name\": " + JsonText.quoted(listener.name()) + ", \"local_address\": " + first + more + "}");
        }
        return "{\n \"listener_statuses\": [\n" + String.join(",\n", entries) + "\n ]\n}\n";
    }

    static String json(Address address) {
        return switch (address) {
            case Address.Socket(String host, int port) ->
                "{\"socket_address\": {\"address\": " + JsonText.quoted(host) + ", \"port_value\": " + port + "}}";
            case Address.Pipe(String path, int mode) ->
                "{\"pipe\": {\"path\": " + JsonText.quoted(path) + (mode == 0 ? "" : ", \"mode\": " + mode) + "}}";
        };
    }
}
