// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.suites;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Autobahn's WebSocket cases of groups 1 to 5 against an echo server, direct and through our proxy: every case ends alike, and well. */
@Tag("conformance")
class AutobahnTest {
    private static final Pattern CASE = Pattern.compile("\"([1-5]\\.[0-9.]+)\": \\{\\s*\"behavior\": \"([A-Z -]+)\"");
    private static final int CASES = 64;

    @TempDir
    private Path folder;

    @Test
    void groups_1_to_5_pass_through_the_proxy_as_they_do_direct() throws Exception {
        Path jython = Suites.need("jython.jar");
        Path autobahn = Suites.need("autobahn");
        try (EchoServer server = new EchoServer();
                SuiteProxy proxy = SuiteProxy.before(server.port(), "http_protocol_options")) {
            Files.writeString(folder.resolve("spec.json"), """
                {"options": {"failByDrop": false}, "outdir": "reports",
                 "servers": [{"agent": "direct", "url": "ws://127.0.0.1:%d"},
                             {"agent": "proxied", "url": "ws://127.0.0.1:%d"}],
                 "cases": ["1.*", "2.*", "3.*", "4.*", "5.*"], "exclude-cases": [], "exclude-agent-cases": {}}
                """.formatted(server.port(), proxy.port()));
            Suites.run(
                    List.of(
                            Suites.java(),
                            "-Xmx512m",
                            "-XX:TieredStopAtLevel=1",
                            "-Dpython.path=" + autobahn,
                            "-Dpython.cachedir=" + folder.resolve("cache"),
                            "-cp",
                            jython.toString(),
                            "org.python.util.jython",
                            "-c",
                            "import sys; sys.argv=['wstest','-m','fuzzingclient','-s','spec.json'];"
                                    + " from autobahntestsuite import wstest; wstest.run()"),
                    folder,
                    folder.resolve("autobahn.log"),
                    Duration.ofMinutes(8));
        }
        String index = Files.readString(folder.resolve("reports").resolve("index.json"));
        int second = index.indexOf("\"proxied\"");
        int first = index.indexOf("\"direct\"");
        String direct = first < second ? index.substring(first, second) : index.substring(first);
        String proxied = first < second ? index.substring(second) : index.substring(second, first);
        assertThat(behaviours(proxied)).hasSize(CASES).isEqualTo(behaviours(direct));
        assertThat(behaviours(proxied).values()).isSubsetOf("OK", "NON-STRICT", "INFORMATIONAL");
    }

    private static Map<String, String> behaviours(String agent) {
        Map<String, String> behaviours = new TreeMap<>();
        Matcher each = CASE.matcher(agent);
        while (each.find()) {
            behaviours.put(each.group(1), each.group(2));
        }
        return behaviours;
    }
}
