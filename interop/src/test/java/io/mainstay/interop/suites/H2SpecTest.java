// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.suites;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** h2spec 2.2.0, all 145 cases, against our HTTP/2 server side with an HTTP/1.1 server behind it. */
@Tag("conformance")
class H2SpecTest {
    private static final int CASES = 145;

    @TempDir
    private Path folder;

    @Test
    void all_cases_pass() throws Exception {
        Path h2spec = Suites.need("h2spec");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", H2SpecTest::answer);
        server.start();
        Path report = folder.resolve("report.xml");
        try (SuiteProxy proxy = SuiteProxy.before(server.getAddress().getPort(), "http_protocol_options")) {
            int exit = Suites.run(
                    List.of(
                            h2spec.toString(),
                            "-h",
                            "127.0.0.1",
                            "-p",
                            Integer.toString(proxy.port()),
                            "-o",
                            "2",
                            "-j",
                            report.toString()),
                    folder,
                    folder.resolve("h2spec.log"),
                    Duration.ofMinutes(3));
            assertThat(exit).as("h2spec's exit code; -1: took too long").isIn(0, 1);
        } finally {
            server.stop(0);
        }
        assertThat(failed(report)).isEmpty();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] body = "hello, world\n".repeat(10).getBytes(StandardCharsets.US_ASCII);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(200, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static List<String> failed(Path report) throws Exception {
        NodeList cases = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getElementsByTagName("testcase");
        assertThat(cases.getLength()).isEqualTo(CASES);
        List<String> failed = new ArrayList<>();
        for (int i = 0; i < cases.getLength(); i++) {
            Element each = (Element) cases.item(i);
            if (each.getElementsByTagName("error").getLength()
                            + each.getElementsByTagName("failure").getLength()
                    > 0) {
                failed.add(each.getAttribute("package") + " " + each.getAttribute("classname"));
            }
        }
        return failed;
    }
}
