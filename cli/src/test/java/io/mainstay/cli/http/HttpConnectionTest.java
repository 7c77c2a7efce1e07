// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server that sends exactly the bytes it is told. */
class HttpConnectionTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private @Nullable ServerSocketChannel server;
    private CompletableFuture<String> asked = new CompletableFuture<>();

    @AfterEach
    void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aLengthAChunkedAndAnOpenEndedBodyAreReadWhole() throws IOException {
        String ok = "HTTP/1.1 200 OK\r\n";
        String chunks = "3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nt: 1\r\n\r\n";

        assertThat(answer(ok + "Content-Length: 5\r\n\r\nhello").body()).isEqualTo("hello");
        assertThat(answer(ok + "transfer-encoding: chunked\r\n\r\n" + chunks).body())
                .isEqualTo("hello");
        assertThat(answer("HTTP/1.0 200 OK\r\n\r\nhello").body()).isEqualTo("hello");
        assertThat(answer("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void aUnixSocketAnswersLikeTcp() throws IOException {
        Path folder = Files.createTempDirectory("ms");
        Path path = folder.resolve("s");
        SocketAddress address = UnixDomainSocketAddress.of(path);
        serve(address, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", 1);

        HttpAnswer answer = HttpConnection.once(
                address, "mainstay", new HttpCall("POST", "/x?y=z", Map.of("a", "b"), "body"), LONG);

        assertThat(answer.body()).isEqualTo("ok");
        assertThat(asked.join()).startsWith("POST /x?y=z HTTP/1.1\r\nhost: mainstay\r\na: b\r\ncontent-length: 4\r\n");
        Files.delete(path);
        Files.delete(folder);
    }

    /** A demo that was told to stop while it asked went on: it took the failure for one more vain try. */
    @Test
    void anInterruptEndsAnExchangeAndIsNotForgotten() throws IOException {
        // Given
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketAddress silent = server.getLocalAddress();
        Thread.currentThread().interrupt();

        // When, then
        assertThatThrownBy(() -> HttpConnection.once(silent, "mainstay", HttpCall.get("/"), LONG))
                .isInstanceOf(HttpFailure.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void headersAreJoinedAndFoundByLowerCaseName() throws IOException {
        HttpAnswer answer = answer("HTTP/1.1 200 OK\r\nX-One: a\r\nx-one:b\r\ncontent-length: 0\r\n\r\n");

        assertThat(answer.header("x-one")).contains("a, b");
        assertThat(answer.header("x-two")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 2"
            })
    void aBrokenAnswerIsAFailureThatHadBegun(String bytes) {
        assertThatThrownBy(() -> answer(bytes))
                .asInstanceOf(type(HttpFailure.class))
                .satisfies(failure -> {
                    assertThat(failure.stage()).isEqualTo(HttpFailure.Stage.BEGUN);
                    assertThat(failure.timedOut()).isFalse();
                });
    }

    @Test
    void aConnectionClosedUnansweredIsToldApart() {
        assertThatThrownBy(() -> answer(""))
                .asInstanceOf(type(HttpFailure.class))
                .satisfies(failure -> assertThat(failure.stage()).isEqualTo(HttpFailure.Stage.UNANSWERED));
    }

    @Test
    void aServerThatNeverAnswersIsLeftAtTheDeadline() throws IOException {
        ServerSocketChannel silent = ServerSocketChannel.open().bind(anyPort());
        server = silent;

        assertThatThrownBy(() ->
                        HttpConnection.once(silent.getLocalAddress(), "x", HttpCall.get("/"), Duration.ofMillis(50)))
                .asInstanceOf(type(HttpFailure.class))
                .satisfies(failure -> {
                    assertThat(failure.stage()).isEqualTo(HttpFailure.Stage.UNANSWERED);
                    assertThat(failure.timedOut()).isTrue();
                });
    }

    @Test
    void nobodyListeningIsAFailureToConnect() throws IOException {
        SocketAddress nobody;
        try (ServerSocketChannel closed =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            nobody = closed.getLocalAddress();
        }

        assertThatThrownBy(() -> HttpConnection.once(nobody, "x", HttpCall.get("/"), LONG))
                .asInstanceOf(type(HttpFailure.class))
                .satisfies(failure -> assertThat(failure.stage()).isEqualTo(HttpFailure.Stage.CONNECT));
    }

    @Test
    void aConnectionServesOneExchangeAfterTheOther() throws IOException {
        SocketAddress address = serve(anyPort(), "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", 2);

        try (HttpConnection connection = HttpConnection.open(address, "x", LONG)) {
            assertThat(connection.exchange(HttpCall.get("/"), LONG).body()).isEqualTo("ok");
            assertThat(connection.reusable()).isTrue();
            assertThat(connection.exchange(HttpCall.get("/"), LONG).body()).isEqualTo("ok");
        }
    }

    @Test
    void nothingCanBeSmuggledIntoTheHead() {
        List.of("/a b", "a", "/a\r\nx: y")
                .forEach(path ->
                        assertThatThrownBy(() -> HttpCall.get(path)).isInstanceOf(IllegalArgumentException.class));
        assertThatThrownBy(() -> new HttpCall("GET", "/", Map.of("a", "b\r\nc: d"), ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static SocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private HttpAnswer answer(String bytes) throws IOException {
        asked = new CompletableFuture<>();
        return HttpConnection.once(serve(anyPort(), bytes, 1), "test", HttpCall.get("/"), LONG);
    }

    /** Answers so many requests of one connection with the same bytes, then closes it. */
    private SocketAddress serve(SocketAddress address, String bytes, int times) throws IOException {
        close();
        ServerSocketChannel listening = address instanceof UnixDomainSocketAddress
                ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                : ServerSocketChannel.open();
        server = listening.bind(address);
        CompletableFuture<String> heard = asked;
        Thread.ofVirtual().start(() -> {
            try (SocketChannel peer = listening.accept()) {
                for (int i = 0; i < times; i++) {
                    ByteBuffer request = ByteBuffer.allocate(4096);
                    peer.read(request);
                    heard.complete(new String(request.array(), 0, request.position(), StandardCharsets.US_ASCII));
                    peer.write(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.US_ASCII)));
                }
            } catch (IOException e) {
                heard.completeExceptionally(e);
            }
        });
        return listening.getLocalAddress();
    }
}
