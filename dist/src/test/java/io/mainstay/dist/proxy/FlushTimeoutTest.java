// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of the times of a route and of its connection manager ends a whole answer that an HTTP/2 client gives no window for. */
@Timeout(30)
class FlushTimeoutTest {
    private static final String LONG = ", \"flush_timeout\": \"300s\"";

    private static String route(String path, String further) {
        return TestProxy.toCluster("web", further).replace("\"prefix\": \"/\"", "\"prefix\": \"" + path + "\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "-",
            value = {
                "flush_timeout ; stream_flush_timeout ; 300s",
                "flush_timeout ; stream_idle_timeout  ; 300s",
                "idle_timeout  ; stream_idle_timeout  ; 300s",
                "-             ; stream_flush_timeout ; 0.2s",
                "-             ; stream_idle_timeout  ; 0.2s",
            })
    void the_nearest_time_ends_a_stream_that_the_client_does_not_take(String ofRoute, String ofManager, String time) {
        String action = ofRoute == null ? "" : ", \"" + ofRoute + "\": \"0.2s\"";
        String manager = ", \"codec_type\": \"AUTO\", \"" + ofManager + "\": \"" + time + "\"";
        try (FakeServer server = FakeServer.fixed();
                TestProxy proxy = TestProxy.start(
                        route("/short", action) + "," + route("/long", LONG),
                        manager,
                        TestProxy.cluster("web", server.port()));
                Wire client = proxy.connect()) {
            assertThat(H2Wire.firstReset(client, "/long", "/short")).isEqualTo("/short");
        }
    }

    @ParameterizedTest
    @CsvSource({"stream_idle_timeout", "stream_flush_timeout"})
    void a_proxys_own_answer_is_held_to_the_managers_time(String ofManager) {
        String own = "{\"match\": {\"prefix\": \"/\"}, \"direct_response\": {\"status\": 200,"
                + " \"body\": {\"inline_string\": \"own\"}}}";
        try (TestProxy proxy = TestProxy.start(own, ", \"" + ofManager + "\": \"0.2s\"");
                Wire client = proxy.connect()) {
            assertThat(H2Wire.firstReset(client, "/a")).isEqualTo("/a");
        }
    }
}
