// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopbackTest {
    @Test
    void anAddressBelongsToOneUntilItIsGivenBack() throws IOException {
        String first;
        try (LoopbackAddress one = LoopbackAddress.take("loopback-test");
                LoopbackAddress other = LoopbackAddress.take("loopback-test")) {
            first = one.text();
            assertThat(first).startsWith("127.");
            assertThat(other.text()).isNotEqualTo(first);
        }
        try (LoopbackAddress again = LoopbackAddress.take("loopback-test")) {
            assertThat(again.text()).isEqualTo(first);
        }
    }

    @Test
    void aTakenPortIsNotFree() throws IOException {
        try (LoopbackAddress own = LoopbackAddress.take("port-test");
                ServerSocket taken = new ServerSocket(8080, 1, own.address())) {
            assertThat(LoopbackAddress.isFree(own.address(), taken.getLocalPort()))
                    .isFalse();
            assertThat(LoopbackAddress.freePort(own.address(), 8080, 8081))
                    .as("8080 is taken at one address, so an application on all of them could not have it")
                    .isEqualTo(8081);
        }
    }

    @Test
    void listeningSocketsAreFoundByAddress() throws IOException {
        try (LoopbackAddress own = LoopbackAddress.take("listen-test");
                ServerSocket listening = new ServerSocket(0, 1, own.address())) {
            int port = listening.getLocalPort();

            assertThat(ListeningSockets.isListening(own.text(), port)).isTrue();
            assertThat(ListeningSockets.isListening("127.0.0.1", port)).isFalse();
            assertThat(ListeningSockets.connections(own.text(), port)).isZero();
            try (var connection = new Socket(InetAddress.ofLiteral(own.text()), port)) {
                assertThat(connection.isConnected()).isTrue();
                assertThat(ListeningSockets.connections(own.text(), port)).isEqualTo(1);
            }
        }
    }

    @Test
    void theKernelsTablesAreRead() {
        List<String> lines = List.of(
                "  sl  local_address rem_address   st tx_queue",
                "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000",
                "   1: 00000000:1F90 00000000:0000 0A 00000000:00000000",
                "   2: 0000000000000000FFFF00000301007F:1F90 00000000000000000000000000000000:0000 0A 0",
                "   3: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 0",
                "   4: 0100007F:1F90 0100007F:C350 01 00000000:00000000",
                "   5: 0100007F:C350 0100007F:1F90 01 00000000:00000000");

        assertThat(ListeningSockets.parse(lines.stream(), "0A", 8080))
                .containsExactly("127.0.0.1", "0.0.0.0", "127.0.1.3", "::");
        assertThat(ListeningSockets.parse(lines.stream(), "0A", 80)).isEmpty();
        assertThat(ListeningSockets.parse(lines.stream(), "01", 8080)).containsExactly("127.0.0.1");
    }
}
