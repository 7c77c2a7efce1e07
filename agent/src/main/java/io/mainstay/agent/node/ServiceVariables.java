// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The environment by which an application finds services: Kubernetes' names, for services of its own namespace. */
final class ServiceVariables {
    private ServiceVariables() {}

    /** {@code <SERVICE>_SERVICE_HOST}, {@code _PORT} (its first port) and {@code _PORT_<NAME>} of named ports. */
    static Map<String, String> of(String namespace, String outboundAddress, List<Registration.Outbound> outbound) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (Registration.Outbound port : outbound) {
            if (port.namespace().equals(namespace)) {
                String prefix = name(port.service()) + "_SERVICE_";
                String number = Integer.toString(port.virtualPort());
                variables.put(prefix + "HOST", outboundAddress);
                variables.putIfAbsent(prefix + "PORT", number);
                if (!port.portName().isEmpty()) {
                    variables.put(prefix + "PORT_" + name(port.portName()), number);
                }
            }
        }
        return variables;
    }

    private static String name(String text) {
        return text.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }
}
