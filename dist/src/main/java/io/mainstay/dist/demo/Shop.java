// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The bookstore as the demo runs it: which service in which version on which host. */
final class Shop {
    static final String HOST_A = "host-a";
    static final String HOST_B = "host-b";

    private static final String MAIN = "io.mainstay.examples.bookstore.Bookstore";

    private final Launcher launcher;
    private final Path script;
    private final boolean python;

    /**
     * One instance.
     *
     * @param environment beyond what the mesh tells it
     */
    record Instance(
            String service, String version, String host, List<String> command, Map<String, String> environment) {
        Instance {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }

        String name() {
            return service + "-" + version + "-" + host.substring(host.length() - 1);
        }

        Instance failing() {
            return new Instance(service, version, host, command, Map.of("FAULT_STATUS", "503", "VERSION", version));
        }
    }

    private Shop(Launcher launcher, Path script, boolean python) {
        this.launcher = launcher;
        this.script = script;
        this.python = python;
    }

    /** Unpacks what is not on the class path. */
    static Shop prepare(Launcher launcher, Path folder) throws IOException, InterruptedException {
        Path script = folder.resolve("reviews_v1.py");
        try (InputStream source = Shop.class.getResourceAsStream("/bookstore/reviews_v1.py")) {
            if (source == null) {
                throw new IOException("the bookstore is not on the class path");
            }
            Files.copy(source, script);
        }
        return new Shop(launcher, script, hasPython());
    }

    boolean hasPythonVersion() {
        return python;
    }

    /** Everything, on both hosts, so that either can do without the other. */
    List<Instance> instances() {
        List<Instance> all = new ArrayList<>();
        for (String host : List.of(HOST_A, HOST_B)) {
            all.add(instance("ratings", "v1", host));
            all.add(instance("catalog", "v1", host));
            all.add(instance("storefront", "v1", host));
        }
        all.add(reviewsV1());
        all.add(instance("reviews", "v2", HOST_B));
        all.add(instance("reviews", "v3", HOST_B));
        return all;
    }

    private Instance reviewsV1() {
        return python
                ? new Instance("reviews", "v1", HOST_A, List.of("python3", script.toString()), Map.of("VERSION", "v1"))
                : instance("reviews", "v1", HOST_A);
    }

    Instance instance(String service, String version, String host) {
        return new Instance(service, version, host, launcher.application(MAIN, service), Map.of("VERSION", version));
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "-c", "import http.server")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException _) {
            return false;
        }
    }
}
