// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.proxy.runtime.Counters;
import io.mainstay.proxy.runtime.StuckChannel;
import io.mainstay.proxy.runtime.Worker;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpStream;
import io.mainstay.proxy.stream.MessageSink;
import io.mainstay.proxy.stream.ProtocolFault;
import io.mainstay.proxy.stream.ResetReason;
import io.mainstay.proxy.stream.StreamFactory;
import io.mainstay.proxy.stream.StreamListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client's connection in virtual time, with a client that takes and sends as told: how long it lasts, and what it loses. */
class H1ServerConnectionTest {
    private static final long HEAD_MILLIS = 60_000;
    private static final long DRAIN_MILLIS = 5_000;
    private static final int LARGE = 100_000;
    private static final String HALF = "GET / HT";
    private static final String REST = "TP/1.1\r\nHost: a\r\n\r\n";

    private final StuckChannel channel = StuckChannel.open();
    private final Worker worker =
            new Worker(0, channel.eventLoop(), new Counters(1), new Random(1), InstantSource.system());
    private final OutputBuffers buffers = new OutputBuffers();
    private final H1Loop loop =
            new H1Loop(worker, new HeadPool(worker.strings(), worker.overload()), new H1Encoder(), buffers);
    private final App app = new App();
    private final H1ServerConnection connection = new H1ServerConnection(
            loop,
            new H1ServerOptions(
                    H1Limits.DEFAULT,
                    TimeUnit.MILLISECONDS.toNanos(HEAD_MILLIS),
                    TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS),
                    false),
            app,
            channel);

    H1ServerConnectionTest() {
        channel.pipeline().addLast(connection);
    }

    /** Keeps what it is asked; answers when told. */
    private static final class App implements StreamFactory, StreamListener {
        private final List<HttpStream> streams = new ArrayList<>();
        private final List<ProtocolFault> faults = new ArrayList<>();
        private int headsBegun;

        @Override
        public MessageSink newStream(HttpStream stream) {
            streams.add(stream);
            stream.listener(this);
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
        public void onHeadBegun() {
            headsBegun++;
        }

        @Override
        public void onProtocolFault(ProtocolFault fault) {
            faults.add(fault);
        }

        @Override
        public void onReset(ResetReason reason) {}

        @Override
        public void onWriteBlocked() {}

        @Override
        public void onWriteUnblocked() {}

        void answer(int bytes) {
            HttpStream stream = streams.getLast();
            stream.out().headers(Headers.response(200), false);
            stream.out().data(Unpooled.wrappedBuffer(new byte[bytes]), true);
        }
    }

    @AfterEach
    void close() {
        var _ = channel.close();
        buffers.release();
    }

    private void send(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
        channel.runPendingTasks();
    }

    private String taken() {
        String text = channel.taken().toString(StandardCharsets.US_ASCII);
        channel.taken().clear();
        return text;
    }

    private void answer(int bytes) {
        app.answer(bytes);
        channel.runPendingTasks();
    }

    /** Takes all of a large answer in ten pieces, with time between. */
    private void takeSlowly() {
        for (int i = 0; i < 10; i++) {
            channel.pass(3_000);
            assertThat(channel.isActive()).as("before piece %d", i).isTrue();
            channel.take(LARGE / 10);
        }
        channel.take(LARGE);
        assertThat(channel.taken().readableBytes()).isGreaterThan(LARGE);
        channel.pass(1_100);
        assertThat(channel.isActive()).as("once it has all").isFalse();
    }

    @Test
    void aClientThatReadsSlowlyGetsAllOfItsLastAnswer() {
        send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        answer(LARGE);

        takeSlowly();
    }

    @Test
    void anEndThatComesWhileAnAnswerWaitsToGoOutCutsNothingOff() {
        send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        answer(LARGE);

        connection.drain();
        channel.runPendingTasks();

        takeSlowly();
    }

    @Test
    void aHeadThatTricklesInHasToEndInTime() {
        channel.take(LARGE);
        send(HALF);
        for (int i = 1; i < 20; i++) {
            channel.pass(HEAD_MILLIS / 20);
            send("x");
        }
        assertThat(taken()).isEmpty();

        channel.pass(HEAD_MILLIS / 20 + 100);

        assertThat(taken()).startsWith("HTTP/1.1 408 ");
        assertThat(app.faults).containsExactly(ProtocolFault.TRUNCATED);
        assertThat(app.headsBegun).as("told of its beginning").isEqualTo(1);
        channel.pass(1_100);
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void aHeadThatBeganBehindAnotherRequestHasToEndTooOnceItIsItsTurn() {
        channel.take(LARGE);
        send("GET / HTTP/1.1\r\nHost: a\r\n\r\n" + HALF);
        channel.pass(HEAD_MILLIS + 1_000);
        answer(1);
        assertThat(taken()).startsWith("HTTP/1.1 200 ");

        channel.pass(HEAD_MILLIS - 1_000);
        assertThat(taken()).isEmpty();
        channel.pass(1_100);
        assertThat(taken()).startsWith("HTTP/1.1 408 ");
    }

    @Test
    void aHeadThatEndsInTimeIsServedHoweverLongTheAnswerTakes() {
        channel.take(LARGE);
        send(HALF);
        channel.pass(HEAD_MILLIS - 1_000);
        send(REST);
        channel.pass(2 * HEAD_MILLIS);
        answer(1);

        assertThat(taken()).startsWith("HTTP/1.1 200 ");
        channel.pass(2 * HEAD_MILLIS);
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void aConnectionThatDrainsWaitsForAHeadItHasAPartOfButNotLong() {
        channel.take(LARGE);
        send(HALF);
        connection.drain();

        channel.pass(DRAIN_MILLIS - 100);
        assertThat(taken()).isEmpty();
        channel.pass(200);
        assertThat(taken()).startsWith("HTTP/1.1 408 ");
        channel.pass(1_100);
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void aConnectionThatDrainsServesTheRequestThatWasOnItsWay() {
        channel.take(LARGE);
        send(HALF);
        connection.drain();
        channel.pass(DRAIN_MILLIS - 100);
        send(REST);
        channel.pass(DRAIN_MILLIS);
        answer(1);

        assertThat(taken()).startsWith("HTTP/1.1 200 ").contains("connection: close\r\n");
        channel.pass(1_100);
        assertThat(channel.isActive()).isFalse();
    }
}
