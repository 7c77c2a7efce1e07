// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.proxy.stream.DownstreamConnection;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpStream;
import io.mainstay.proxy.stream.MessageSink;
import io.mainstay.proxy.stream.ProtocolFault;
import io.mainstay.proxy.stream.ResetReason;
import io.mainstay.proxy.stream.StreamFactory;
import io.mainstay.proxy.stream.StreamListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2FrameStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server side against frames written by Netty's own codec. */
class H2ServerConnectionTest {
    private final H2Bench bench = new H2Bench();
    private final List<ProtocolFault> faults = new CopyOnWriteArrayList<>();
    private final List<ResetReason> resets = new CopyOnWriteArrayList<>();
    private final List<HttpStream> held = new CopyOnWriteArrayList<>();
    private final List<Headers> heads = new CopyOnWriteArrayList<>();
    private RawPeer client;

    /** Answers by path: at once, or when told to. */
    private final class App implements StreamFactory {
        @Override
        public MessageSink newStream(HttpStream stream) {
            stream.listener(new StreamListener() {
                @Override
                public void onReset(ResetReason reason) {
                    resets.add(reason);
                }

                @Override
                public void onWriteBlocked() {}

                @Override
                public void onWriteUnblocked() {}
            });
            return new MessageSink() {
                private int bytes;
                private String path = "";

                @Override
                public void headers(Headers headers, boolean end) {
                    path = headers.path();
                    if (path.equals("/hold")) {
                        held.add(stream);
                        heads.add(headers.retain());
                    } else if (end || path.equals("/early")) {
                        answer();
                    }
                }

                @Override
                public void data(ByteBuf data, boolean end) {
                    bytes += data.readableBytes();
                    data.release();
                    if (end && !path.equals("/hold")) {
                        answer();
                    }
                }

                @Override
                public void trailers(Headers trailers) {
                    answer();
                }

                private void answer() {
                    stream.out().headers(Headers.response(200), false);
                    stream.out().data(Unpooled.wrappedBuffer(new byte[bytes + 1]), true);
                }
            };
        }

        @Override
        public void onProtocolFault(ProtocolFault fault) {
            faults.add(fault);
        }
    }

    @BeforeEach
    void start() {
        client = new RawPeer(bench.serve(H2Bench.options(3, 65_536), new App()));
    }

    @AfterEach
    void stop() {
        client.close();
        bench.close();
    }

    @Test
    void largeHeadsAreRefusedWhileOthersHaveTheMemory() throws Exception {
        client.request(RawPeer.get("/hold").add("x-long", "y".repeat(6_000)), true);
        client.request(RawPeer.get("/hold").add("x-long", "y".repeat(6_000)), true);
        assertThat(client.next()).isEqualTo("5 RST REFUSED_STREAM");
        assertThat(faults).containsExactly(ProtocolFault.NO_MEMORY);

        client.request(RawPeer.get("/small"), true);
        assertThat(client.next()).isEqualTo("7 HEADERS 200");
        assertThat(client.next()).isEqualTo("7 DATA 1 END");

        bench.onLoop(() -> heads.forEach(Headers::release));
        client.request(RawPeer.get("/again").add("x-long", "y".repeat(6_000)), true);
        assertThat(client.next()).isEqualTo("9 HEADERS 200");
    }

    @Test
    void aRequestIsAnswered() throws Exception {
        Http2FrameStream stream = client.request(RawPeer.get("/"), false);
        client.data(stream, 4, true);

        assertThat(client.next()).isEqualTo("3 HEADERS 200");
        assertThat(client.next()).isEqualTo("3 DATA 5 END");
        assertThat(resets).isEmpty();
    }

    @Test
    void aMalformedHeadCostsItsStreamAndNotTheConnection() throws Exception {
        client.request(RawPeer.get("/").add("connection", "close"), true);
        assertThat(client.next()).isEqualTo("3 RST PROTOCOL_ERROR");

        client.request(RawPeer.get("/"), true);
        assertThat(client.next()).isEqualTo("5 HEADERS 200");
        assertThat(faults).containsExactly(ProtocolFault.BAD_HEADER);
    }

    @Test
    void aHeadAfterTheEndOfItsRequestResetsTheStreamAsClosed() throws Exception {
        client.request(RawPeer.get("/hold"), true);
        client.headers(3, RawPeer.get("/hold"), true);

        assertThat(client.next()).isEqualTo("3 RST STREAM_CLOSED");
        client.request(RawPeer.get("/"), true);
        assertThat(client.next()).isEqualTo("5 HEADERS 200");
        assertThat(resets).containsExactly(ResetReason.PROTOCOL_ERROR);
    }

    @Test
    void aHeadOnAStreamThatHasEndedBothWaysEndsTheConnection() throws Exception {
        client.request(RawPeer.get("/"), true);
        assertThat(client.next()).isEqualTo("3 HEADERS 200");
        assertThat(client.next()).isEqualTo("3 DATA 1 END");

        client.headers(3, RawPeer.get("/"), true);
        assertThat(client.next()).startsWith("GOAWAY").endsWith("STREAM_CLOSED");
    }

    @Test
    void aHeadOnAStreamThatWasPassedOverEndsTheConnection() throws Exception {
        client.headers(7, RawPeer.get("/hold"), true);
        client.headers(5, RawPeer.get("/"), true);

        assertThat(client.next()).startsWith("GOAWAY").endsWith("PROTOCOL_ERROR");
    }

    @Test
    void trailersOnAStreamThisSideHasEndedEarlyCostNothing() throws Exception {
        client.request(RawPeer.get("/early"), false);
        assertThat(client.next()).isEqualTo("3 HEADERS 200");
        assertThat(client.next()).isEqualTo("3 DATA 1 END");
        assertThat(client.next()).isEqualTo("3 RST NO_ERROR");

        client.headers(3, new DefaultHttp2Headers().add("x-sum", "1"), true);
        client.request(RawPeer.get("/"), true);
        assertThat(client.next()).isEqualTo("5 HEADERS 200");
        assertThat(faults).isEmpty();
    }

    @Test
    void tooManyFieldsAreAnswered431() throws Exception {
        var headers = RawPeer.get("/");
        for (int i = 0; i < 200; i++) {
            headers.add("x-" + i, "y");
        }
        client.request(headers, true);

        assertThat(client.next()).isEqualTo("3 HEADERS 431 END");
        assertThat(faults).containsExactly(ProtocolFault.TOO_MANY_HEADERS);
    }

    @Test
    void aHeadLargerThanTheLimitIsAnswered431() throws Exception {
        client.request(RawPeer.get("/").add("x", "y".repeat(61 * 1024)), true);

        assertThat(client.next()).isEqualTo("3 HEADERS 431 END");
    }

    @Test
    void moreStreamsThanAllowedAreRefused() throws Exception {
        for (int i = 0; i < 4; i++) {
            client.request(RawPeer.get("/hold"), true);
        }

        assertThat(client.next()).isEqualTo("9 RST REFUSED_STREAM");
        assertThat(held).hasSize(3);
    }

    @Test
    void anAnswerBeforeTheRequestHasEndedIsCompleteAndThenTheRestIsRefused() throws Exception {
        Http2FrameStream stream = client.request(RawPeer.get("/early"), false);

        assertThat(client.next()).isEqualTo("3 HEADERS 200");
        assertThat(client.next()).isEqualTo("3 DATA 1 END");
        assertThat(client.next()).isEqualTo("3 RST NO_ERROR");
        client.data(stream, 1, false);
        client.request(RawPeer.get("/"), true);
        assertThat(client.next()).isEqualTo("5 HEADERS 200");
    }

    @Test
    void aStreamTheClientResetsTellsItsOwner() throws Exception {
        client.reset(client.request(RawPeer.get("/hold"), true));
        client.request(RawPeer.get("/"), true);

        assertThat(client.next()).isEqualTo("5 HEADERS 200");
        assertThat(resets).containsExactly(ResetReason.REMOTE_RESET);
    }

    @Test
    void aStreamItsOwnerResetsIsResetOnTheWire() throws Exception {
        client.request(RawPeer.get("/hold"), true);
        client.request(RawPeer.get("/"), true);
        assertThat(client.next()).isEqualTo("5 HEADERS 200");
        assertThat(client.next()).isEqualTo("5 DATA 1 END");

        bench.onLoop(() -> held.getFirst().reset(ResetReason.LOCAL_RESET));

        assertThat(client.next()).isEqualTo("3 RST INTERNAL_ERROR");
        assertThat(resets).isEmpty();
    }

    @Test
    void drainingRefusesNothingThatIsOnItsWayAndClosesWhenAllHaveEnded() throws Exception {
        // Given
        client.request(RawPeer.get("/hold"), true);
        client.request(RawPeer.get("/"), true);
        assertThat(client.next()).isEqualTo("5 HEADERS 200");
        assertThat(client.next()).isEqualTo("5 DATA 1 END");

        // When
        bench.onLoop(() -> ((DownstreamConnection) held.getFirst().connection()).drain());

        // Then
        assertThat(client.next()).isEqualTo("GOAWAY 2147483647 NO_ERROR");
        assertThat(client.next()).isEqualTo("GOAWAY 5 NO_ERROR");
        bench.onLoop(() -> held.getFirst().out().headers(Headers.response(204), true));
        assertThat(client.next()).isEqualTo("3 HEADERS 204 END");
        assertThat(client.next()).isEqualTo("CLOSED");
    }

    @Test
    void aClientThatOnlyOpensAndResetsIsCutOff() throws Exception {
        int many = 4000; // far more than arrive in one read, which is looked at as a whole
        client.openAndReset(many);

        // The GOAWAY that says why may be lost: the socket is closed with resets still unread.
        for (String line = client.next(); !line.equals("CLOSED"); line = client.next()) {
            assertThat(line).isNotEqualTo("nothing");
        }
        assertThat(held.size()).isLessThan(many);
        assertThat(faults).contains(ProtocolFault.FLOOD);
    }

    @Test
    void openStreamsOfAConnectionThatEndsAreReset() throws Exception {
        client.request(RawPeer.get("/hold"), true);
        client.request(RawPeer.get("/"), true);
        assertThat(client.next()).isEqualTo("5 HEADERS 200");

        bench.onLoop(() -> ((DownstreamConnection) held.getFirst().connection()).close());

        assertThat(client.next()).isEqualTo("5 DATA 1 END");
        assertThat(client.next()).isEqualTo("CLOSED");
        bench.onLoop(() -> assertThat(resets).containsExactly(ResetReason.CONNECTION_TERMINATION));
    }
}
