// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.proxy.stream.DownstreamConnection;
import io.mainstay.proxy.stream.HeaderName;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpStream;
import io.mainstay.proxy.stream.MessageSink;
import io.mainstay.proxy.stream.ResetReason;
import io.mainstay.proxy.stream.StreamFactory;
import io.mainstay.proxy.stream.StreamListener;
import io.mainstay.proxy.stream.UpstreamConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The client side against the server side; what the server side does is tested against foreign clients. */
class H2ClientConnectionTest {
    private static final int CHUNK = 16 * 1024;

    private final H2Bench bench = new H2Bench();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final List<HttpStream> served = new CopyOnWriteArrayList<>();
    private long produced;
    private long consumed;
    private H2ClientConnection client;

    /** Notes everything, answers nothing by itself. */
    private final class Notes implements MessageSink, StreamListener {
        private final String name;

        Notes(String name) {
            this.name = name;
        }

        @Override
        public void headers(Headers headers, boolean end) {
            String what = headers.status() != 0 ? Integer.toString(headers.status()) : headers.method();
            String upgrade = headers.upgrade();
            heard.add(name + " " + what + (upgrade == null ? "" : " to " + upgrade) + (end ? " END" : ""));
        }

        @Override
        public void data(ByteBuf data, boolean end) {
            consumed += data.readableBytes();
            data.release();
            if (end) {
                heard.add(name + " data END");
            }
        }

        @Override
        public void trailers(Headers trailers) {
            heard.add(name + " trailers " + trailers.header("x-end"));
        }

        @Override
        public void interim(Headers headers) {
            heard.add(name + " interim " + headers.status());
        }

        @Override
        public void onReset(ResetReason reason) {
            heard.add(name + " " + reason);
        }

        @Override
        public void onWriteBlocked() {
            heard.add(name + " blocked");
        }

        @Override
        public void onWriteUnblocked() {
            heard.add(name + " unblocked");
        }
    }

    private final class Owner implements UpstreamConnection.Owner {
        @Override
        public void onAvailable(UpstreamConnection connection) {}

        @Override
        public void onDraining(UpstreamConnection connection) {
            heard.add("draining");
        }

        @Override
        public void onClosed(UpstreamConnection connection) {
            heard.add("closed");
        }
    }

    @BeforeEach
    void start() {
        StreamFactory factory = stream -> {
            Notes notes = new Notes("server");
            stream.listener(notes);
            served.add(stream);
            return notes;
        };
        InetSocketAddress server = bench.serve(H2Bench.options(2, 65_536), factory);
        client = bench.connect(server, H2Bench.OPTIONS, new Owner());
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private String next() throws InterruptedException {
        String line = heard.poll(20, TimeUnit.SECONDS);
        return line == null ? "nothing" : line;
    }

    private HttpStream open(String name, Headers head, boolean end) {
        HttpStream[] made = new HttpStream[1];
        bench.onLoop(() -> {
            Notes notes = new Notes(name);
            made[0] = client.newStream(notes, notes);
            made[0].out().headers(head, end);
        });
        return made[0];
    }

    private static Headers get() {
        return Headers.request("GET", "http", "a.test", "/");
    }

    @Test
    void anExchangeWithInterimResponseBodyAndTrailers() throws Exception {
        HttpStream stream = open("a", Headers.request("POST", "http", "a.test", "/"), false);
        assertThat(next()).isEqualTo("server POST");

        bench.onLoop(() -> {
            served.getFirst().out().interim(Headers.response(103));
            stream.out().data(Unpooled.wrappedBuffer(new byte[3]), true);
        });
        assertThat(List.of(next(), next())).containsExactlyInAnyOrder("a interim 103", "server data END");
        bench.onLoop(() -> {
            Headers trailers = new Headers();
            trailers.add(HeaderName.of("x-end"), "yes");
            served.getFirst().out().headers(Headers.response(200), false);
            served.getFirst().out().data(Unpooled.wrappedBuffer(new byte[3]), false);
            served.getFirst().out().trailers(trailers);
        });

        assertThat(next()).isEqualTo("a 200");
        assertThat(next()).isEqualTo("a trailers yes");
        bench.onLoop(() -> assertThat(client.openStreams()).isZero());
    }

    @Test
    void theServersLimitOnStreamsIsKeptOnceItIsKnown() throws Exception {
        open("a", get(), true);
        assertThat(next()).isEqualTo("server GET END");

        bench.onLoop(() -> assertThat(client.availableStreams()).isOne());
        open("b", get(), true);
        bench.onLoop(() -> assertThat(client.availableStreams()).isZero());
        bench.onLoop(() -> served.getFirst().out().headers(Headers.response(204), true));
        assertThat(List.of(next(), next())).containsExactlyInAnyOrder("server GET END", "a 204 END");
        bench.onLoop(() -> assertThat(client.availableStreams()).isOne());
    }

    @Test
    void aStreamTheServerRefusesIsSafeToRetry() throws Exception {
        open("a", get(), true);
        assertThat(next()).isEqualTo("server GET END");

        bench.onLoop(() -> served.getFirst().reset(ResetReason.OVERFLOW));

        assertThat(next()).isEqualTo("a REMOTE_REFUSED");
    }

    @Test
    void aStreamTheServerResetsIsNot() throws Exception {
        open("a", get(), true);
        assertThat(next()).isEqualTo("server GET END");

        bench.onLoop(() -> served.getFirst().reset(ResetReason.LOCAL_RESET));

        assertThat(next()).isEqualTo("a REMOTE_RESET");
    }

    @Test
    void aStreamThatIsGivenUpIsResetAtTheServer() throws Exception {
        HttpStream stream = open("a", get(), true);
        assertThat(next()).isEqualTo("server GET END");

        bench.onLoop(() -> stream.reset(ResetReason.LOCAL_RESET));

        assertThat(next()).isEqualTo("server REMOTE_RESET");
        bench.onLoop(() -> assertThat(client.openStreams()).isZero());
    }

    @Test
    void goAwayLetsOpenStreamsEndAndThenTheConnectionCloses() throws Exception {
        open("a", get(), true);
        assertThat(next()).isEqualTo("server GET END");

        bench.onLoop(() -> ((DownstreamConnection) served.getFirst().connection()).drain());
        assertThat(next()).isEqualTo("draining");
        bench.onLoop(() -> assertThat(client.availableStreams()).isZero());
        bench.onLoop(() -> served.getFirst().out().headers(Headers.response(200), true));

        assertThat(next()).isEqualTo("a 200 END");
        assertThat(next()).isEqualTo("closed");
    }

    @Test
    void aConnectionThatDiesTakesItsStreamsWithIt() throws Exception {
        open("a", get(), true);
        assertThat(next()).isEqualTo("server GET END");

        bench.onLoop(() -> ((DownstreamConnection) served.getFirst().connection()).close());

        assertThat(List.of(next(), next(), next()))
                .containsExactlyInAnyOrder("server CONNECTION_TERMINATION", "a CONNECTION_TERMINATION", "closed");
    }

    @Test
    void anUpgradeGoesThroughAsExtendedConnect() throws Exception {
        // SETTINGS of the server have arrived when one exchange has been made.
        open("a", get(), true);
        assertThat(next()).isEqualTo("server GET END");
        Headers upgrade = get();
        upgrade.upgrade("websocket");

        HttpStream stream = open("b", upgrade, false);
        assertThat(next()).isEqualTo("server GET to websocket");
        Headers agreed = Headers.response(101);
        agreed.upgrade("websocket");
        bench.onLoop(() -> served.get(1).out().headers(agreed, false));
        assertThat(next()).startsWith("b 101");

        bench.onLoop(() -> stream.out().data(Unpooled.wrappedBuffer(new byte[5]), true));
        assertThat(next()).isEqualTo("server data END");
        bench.onLoop(() -> assertThat(consumed).isEqualTo(5));
    }

    /** Writes until it is told to stop, or all is written. */
    private void pump(HttpStream stream, long total) {
        while (produced < total && heard.peek() == null) {
            produced += CHUNK;
            stream.out()
                    .data(stream.connection().channel().alloc().buffer(CHUNK).writeZero(CHUNK), produced == total);
        }
    }

    @Test
    void aReaderThatIsHeldStopsTheWriterWithinAWindowAndAWatermark() throws Exception {
        HttpStream stream = open("a", Headers.request("POST", "http", "a.test", "/"), false);
        assertThat(next()).isEqualTo("server POST");
        bench.onLoop(() -> served.getFirst().reads().pause());

        for (boolean stopped = false; !stopped; ) {
            bench.onLoop(() -> pump(stream, Long.MAX_VALUE));
            String told = next();
            stopped = told.equals("a blocked") && heard.poll(300, TimeUnit.MILLISECONDS) == null;
        }
        bench.onLoop(() -> assertThat(produced).isLessThan(65_536 + 128 * 1024 + 4 * CHUNK));

        bench.onLoop(() -> served.getFirst().reads().resume());
        assertThat(next()).isEqualTo("a unblocked");
    }

    @Test
    @Tag("slow")
    void hundredMegabytesGoThroughInPiecesThatStaySmall() throws Exception {
        long total = 100L << 20;
        HttpStream stream = open("a", Headers.request("POST", "http", "a.test", "/"), false);
        assertThat(next()).isEqualTo("server POST");

        bench.onLoop(() -> pump(stream, total));
        for (String told = next(); !told.equals("server data END"); told = next()) {
            assertThat(told).isIn("a blocked", "a unblocked");
            bench.onLoop(() -> {
                assertThat(produced - consumed).isLessThan(1 << 20);
                if (heard.isEmpty()) {
                    pump(stream, total);
                }
            });
        }

        bench.onLoop(() -> assertThat(consumed).isEqualTo(total));
    }
}
