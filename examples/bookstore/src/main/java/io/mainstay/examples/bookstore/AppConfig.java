// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.examples.bookstore;

import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;

/**
 * What the environment says to a service.
 *
 * @param listen where to listen; port 0 takes any free one
 * @param version the version it calls itself
 * @param variables the whole environment
 */
record AppConfig(InetSocketAddress listen, String version, Map<String, String> variables) {
    AppConfig {
        variables = Map.copyOf(variables);
    }

    static AppConfig of(Service service, Map<String, String> variables) {
        String bind = variables.getOrDefault("BIND", "127.0.0.1");
        int port = port("PORT", variables.getOrDefault("PORT", Integer.toString(service.defaultPort())));
        return new AppConfig(new InetSocketAddress(bind, port), variables.getOrDefault("VERSION", "v1"), variables);
    }

    /** Where another service is found, by Kubernetes' convention of names. */
    InetSocketAddress peer(Service service) {
        String prefix = service.name().toUpperCase(Locale.ROOT) + "_SERVICE_";
        String port = variables.getOrDefault(prefix + "PORT", Integer.toString(service.defaultPort()));
        return new InetSocketAddress(variables.getOrDefault(prefix + "HOST", "127.0.0.1"), port(prefix + "PORT", port));
    }

    /** The status reviews shall answer everything with, 0 for none. */
    int faultStatus() {
        return Integer.parseInt(variables.getOrDefault("FAULT_STATUS", "0"));
    }

    private static int port(String name, String value) {
        int port = Integer.parseInt(value);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0..65535)");
        }
        return port;
    }
}
