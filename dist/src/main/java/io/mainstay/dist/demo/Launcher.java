// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How further {@code mainstay} processes are started: as this one was, by the launcher script where there is one.
 *
 * @param script    the launcher, or a file that does not exist
 * @param classPath what to run without one
 * @param profile   {@code small} or {@code throughput}
 */
record Launcher(Path script, String classPath, String profile) {
    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xmx96m",
            "-Xss512k",
            "--enable-native-access=ALL-UNNAMED");

    static Launcher ofThisProcess(String profile) {
        String home = System.getenv().getOrDefault("MAINSTAY_HOME", "/nonexistent");
        return new Launcher(Path.of(home, "mainstay"), System.getProperty("java.class.path"), profile);
    }

    List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(script)) {
            command.add(script.toString());
        } else {
            command.addAll(java(List.of()));
            command.add("io.mainstay.dist.Main");
        }
        command.addAll(arguments);
        return command;
    }

    /** An application that has nothing to do with Mainstay, in a small JVM. */
    List<String> application(String mainClass, String argument) {
        List<String> command = java(List.of("-Xmx32m", "-XX:MaxDirectMemorySize=16m"));
        command.add(mainClass);
        command.add(argument);
        return command;
    }

    private List<String> java(List<String> more) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(more);
        command.add("-cp");
        command.add(classPath);
        return command;
    }

    Map<String, String> environment() {
        return Map.of("MAINSTAY_PROFILE", profile, "MAINSTAY_WATCH_STDIN", "yes");
    }
}
