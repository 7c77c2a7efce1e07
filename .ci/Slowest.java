// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Prints the ten slowest test classes and every skipped test of the last run, from Surefire's reports. */
class Slowest {
    private static final Pattern SUITE = Pattern.compile("<testsuite [^>]*?name=\"([^\"]+)\"[^>]*? time=\"([0-9.]+)\"");
    private static final Pattern SKIPPED =
            Pattern.compile("<testcase name=\"([^\"]+)\" classname=\"([^\"]+)\"[^>]*>\\s*<skipped(?: message=\"([^\"]*)\")?");

    private record Suite(String name, double seconds) {}

    public static void main(String[] arguments) throws IOException {
        List<Suite> suites = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        for (Path report : reports()) {
            String xml = Files.readString(report);
            Matcher suite = SUITE.matcher(xml);
            if (suite.find()) {
                suites.add(new Suite(suite.group(1), Double.parseDouble(suite.group(2))));
            }
            for (Matcher test = SKIPPED.matcher(xml); test.find(); ) {
                skipped.add(test.group(2) + "." + test.group(1) + ": " + test.group(3));
            }
        }
        suites.sort(Comparator.comparingDouble(Suite::seconds).reversed());
        suites.stream().limit(10).forEach(suite -> System.out.printf("%8.1f s  %s%n", suite.seconds(), suite.name()));
        skipped.forEach(test -> System.out.println("skipped: " + test));
    }

    private static List<Path> reports() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("."))) {
            return files.filter(path -> path.toString().contains("surefire-reports"))
                    .filter(path -> path.getFileName().toString().matches("TEST-.*\\.xml"))
                    .sorted()
                    .toList();
        }
    }
}
