// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.engine.listener.Http2Keepalive;
import io.mainstay.proxy.stream.DownstreamConnection;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpStream;
import io.mainstay.proxy.stream.MessageSink;
import io.mainstay.proxy.stream.ProtocolFault;
import io.mainstay.proxy.stream.StreamFactory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server connection that drains, against a client whose every byte is chosen. */
@Timeout(30)
class H2DrainTest {
    private static final int SMALL_BUFFER = 4096;
    private static final int LARGE_BODY = 400_000;

    private final H2Bench bench = new H2Bench();
    private final BlockingQueue<HttpStream> streams = new LinkedBlockingQueue<>();

    /** Answers nothing by itself. */
    private final class Held implements StreamFactory {
        @Override
        public MessageSink newStream(HttpStream stream) {
            streams.add(stream);
            return new MessageSink() {
                @Override
                public void headers(Headers headers, boolean end) {}

                @Override
                public void data(ByteBuf data, boolean end) {
                    data.release();
                }

                @Override
                public void trailers(Headers trailers) {}
            };
        }

        @Override
        public void onProtocolFault(ProtocolFault fault) {}
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private FrameSocket connect(Http2Keepalive keepalive, int buffer) throws IOException {
        return new FrameSocket(bench.serve(H2Bench.options(100, 65_536, keepalive), new Held()), buffer);
    }

    private HttpStream received() throws InterruptedException {
        HttpStream stream = streams.poll(10, TimeUnit.SECONDS);
        assertThat(stream).as("a request").isNotNull();
        return stream;
    }

    private DownstreamConnection drain(HttpStream stream) {
        DownstreamConnection connection = (DownstreamConnection) stream.connection();
        bench.onLoop(connection::drain);
        return connection;
    }

    private void answer(HttpStream stream, int bytes) {
        bench.onLoop(() -> {
            stream.out().headers(Headers.response(200), false);
            stream.out().data(Unpooled.wrappedBuffer(new byte[bytes]), true);
        });
    }

    @Test
    void whatTheClientHasNotReadYetIsNotTakenBackFromOneThatStillTalks() throws Exception {
        try (FrameSocket client = connect(Http2Keepalive.NONE, SMALL_BUFFER)) {
            client.send(FrameSocket.get(1, "/"));
            HttpStream stream = received();
            drain(stream);
            client.send(FrameSocket.answer(client.next(FrameSocket.PING)));
            assertThat(client.next(FrameSocket.GOAWAY).number()).isEqualTo(1);

            answer(stream, LARGE_BODY);

            int read = 0;
            FrameSocket.Frame frame;
            do {
                // As window updates would be, on a connection that has ended on the other side.
                client.send(FrameSocket.ping());
                frame = client.next(FrameSocket.DATA);
                read += frame.payload().capacity();
            } while (!frame.ends());
            assertThat(read).isEqualTo(LARGE_BODY);
            client.send(FrameSocket.ping(), FrameSocket.get(3, "/late"));
            client.readToEnd();
            assertThat(streams).isEmpty();
        }
    }

    @Test
    void aClientThatDoesNotCloseIsNotWaitedForForever() throws Exception {
        try (FrameSocket client = connect(Http2Keepalive.NONE, SMALL_BUFFER)) {
            client.send(FrameSocket.get(1, "/"));
            HttpStream stream = received();
            DownstreamConnection connection = drain(stream);
            client.send(FrameSocket.answer(client.next(FrameSocket.PING)));
            answer(stream, 1);
            client.readToEnd();

            assertThat(connection.channel().closeFuture().await(10, TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    @Test
    void theAnswerToAKeepaliveIsNotTakenForThatToTheDrain() throws Exception {
        var keepalive = new Http2Keepalive(Duration.ofMillis(20), Duration.ofSeconds(20), 0);
        try (FrameSocket client = connect(keepalive, SMALL_BUFFER)) {
            client.send(FrameSocket.get(1, "/"));
            HttpStream stream = received();
            FrameSocket.Frame alive = client.next(FrameSocket.PING);
            drain(stream);

            client.send(FrameSocket.answer(alive));
            assertThat(client.next(FrameSocket.GOAWAY).number()).isEqualTo(Integer.MAX_VALUE);
            FrameSocket.Frame drained = client.next(FrameSocket.PING);
            client.send(FrameSocket.get(3, "/on-its-way"));
            HttpStream onItsWay = received();
            client.send(FrameSocket.answer(drained));

            assertThat(client.next(FrameSocket.GOAWAY).number()).isEqualTo(3);
            answer(onItsWay, 1);
            assertThat(client.next(FrameSocket.DATA).stream()).isEqualTo(3);
            answer(stream, 1);
            client.readToEnd();
        }
    }

    @Test
    void aStreamThatArrivesWithTheAnswerIsStillServed() throws Exception {
        try (FrameSocket client = connect(Http2Keepalive.NONE, SMALL_BUFFER)) {
            client.send(FrameSocket.get(1, "/"));
            HttpStream stream = received();
            drain(stream);
            client.send(FrameSocket.answer(client.next(FrameSocket.PING)), FrameSocket.get(3, "/beside"));

            assertThat(client.next(FrameSocket.GOAWAY).number()).isEqualTo(3);
            answer(received(), 1);
            assertThat(client.next(FrameSocket.DATA).stream()).isEqualTo(3);
            answer(stream, 1);
            client.readToEnd();
        }
    }

    @Test
    void aStreamAfterTheLastGoAwayIsNotBegunAndCostsTheOthersNothing() throws Exception {
        try (FrameSocket client = connect(Http2Keepalive.NONE, SMALL_BUFFER)) {
            client.send(FrameSocket.get(1, "/"));
            HttpStream stream = received();
            drain(stream);
            client.send(FrameSocket.answer(client.next(FrameSocket.PING)));
            assertThat(client.next(FrameSocket.GOAWAY).number()).isEqualTo(1);

            client.send(FrameSocket.get(3, "/late"));
            FrameSocket.Frame refused = client.next(FrameSocket.RST_STREAM);
            assertThat(refused.stream()).isEqualTo(3);
            assertThat(refused.number()).isEqualTo((int) Http2Error.REFUSED_STREAM.code());
            answer(stream, 1);
            assertThat(client.next(FrameSocket.DATA).stream()).isEqualTo(1);
            client.readToEnd();
            assertThat(streams).isEmpty();
        }
    }
}
