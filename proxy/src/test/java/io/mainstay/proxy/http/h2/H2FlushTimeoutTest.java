// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.proxy.runtime.Counters;
import io.mainstay.proxy.runtime.StuckChannel;
import io.mainstay.proxy.runtime.Worker;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpStream;
import io.mainstay.proxy.stream.MessageSink;
import io.mainstay.proxy.stream.StreamFactory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A complete answer that the client does not take, in virtual time. */
class H2FlushTimeoutTest {
    private static final long TIMEOUT_MILLIS = 3_000;
    private static final long SLACK_MILLIS = 100;
    private static final int MANY = 1 << 30;
    private static final int BODY = 100_000;

    private final StuckChannel channel = StuckChannel.open();
    private final Worker worker =
            new Worker(0, channel.eventLoop(), new Counters(1), new Random(1), InstantSource.system());
    private final App app = new App();
    private final H2ServerConnection connection =
            new H2ServerConnection(worker, H2Bench.options(100, 65_536), app, channel);

    /** Answers each request whole and at once. */
    private static final class App implements StreamFactory {
        private long timeoutMillis = TIMEOUT_MILLIS;
        private int expired;

        @Override
        public MessageSink newStream(HttpStream stream) {
            stream.flushTimeout(TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
            return new MessageSink() {
                @Override
                public void headers(Headers headers, boolean end) {
                    stream.out().headers(Headers.response(200), false);
                    stream.out().data(Unpooled.wrappedBuffer(new byte[BODY]), true);
                }

                @Override
                public void data(ByteBuf data, boolean end) {
                    data.release();
                }

                @Override
                public void trailers(Headers trailers) {}
            };
        }

        @Override
        public void onFlushTimeout() {
            expired++;
        }
    }

    @AfterEach
    void stop() {
        channel.finishAndReleaseAll();
        channel.taken().release();
    }

    private void request(int window) {
        channel.pipeline().addLast(connection);
        byte[] settings =
                ByteBuffer.allocate(6).putShort((short) 4).putInt(window).array();
        channel.writeInbound(Unpooled.wrappedBuffer(
                FrameSocket.PREFACE,
                FrameSocket.frame(FrameSocket.SETTINGS, 0, 0, settings),
                update(0, MANY),
                FrameSocket.get(1, "/")));
    }

    private static byte[] update(int stream, int bytes) {
        return FrameSocket.frame(
                FrameSocket.WINDOW_UPDATE,
                0,
                stream,
                ByteBuffer.allocate(4).putInt(bytes).array());
    }

    private void receive(byte[] frame) {
        channel.writeInbound(Unpooled.wrappedBuffer(frame));
    }

    private List<FrameSocket.Frame> resets() {
        List<FrameSocket.Frame> resets = new ArrayList<>();
        ByteBuf taken = channel.taken();
        while (taken.isReadable()) {
            int length = taken.readMedium();
            int type = taken.readByte();
            int flags = taken.readByte();
            int stream = taken.readInt();
            byte[] payload = new byte[length];
            taken.readBytes(payload);
            if (type == FrameSocket.RST_STREAM) {
                resets.add(new FrameSocket.Frame(type, flags, stream, ByteBuffer.wrap(payload)));
            }
        }
        return resets;
    }

    @Test
    void withoutWindowTheStreamIsResetInTimeAndNotBefore() {
        channel.take(MANY);
        request(0);

        channel.pass(TIMEOUT_MILLIS - SLACK_MILLIS);
        assertThat(connection.openStreams()).isEqualTo(1);
        assertThat(resets()).isEmpty();
        channel.pass(2 * SLACK_MILLIS);

        assertThat(resets()).singleElement().satisfies(reset -> {
            assertThat(reset.stream()).isEqualTo(1);
            assertThat(reset.number()).isEqualTo((int) Http2Error.INTERNAL_ERROR.code());
        });
        assertThat(connection.openStreams()).isZero();
        assertThat(app.expired).isEqualTo(1);
        assertThat(channel.isActive()).as("other streams are not harmed").isTrue();
    }

    @Test
    void aClientThatTakesALittleHasTheWholeTimeAgain() {
        channel.take(MANY);
        request(0);

        for (int i = 0; i < 5; i++) {
            channel.pass(TIMEOUT_MILLIS - SLACK_MILLIS);
            receive(update(1, 1));
        }
        assertThat(connection.openStreams()).isEqualTo(1);
        channel.pass(TIMEOUT_MILLIS + SLACK_MILLIS);
        assertThat(connection.openStreams()).isZero();
    }

    @Test
    void windowThatIsNoUseToItKeepsNoStreamAlive() {
        channel.take(MANY);
        request(0);

        channel.pass(TIMEOUT_MILLIS - SLACK_MILLIS);
        receive(update(0, 1));
        receive(FrameSocket.ping());
        channel.pass(2 * SLACK_MILLIS);
        assertThat(connection.openStreams()).isZero();
    }

    @Test
    void anAnswerThatWasTakenIsNotCounted() {
        channel.take(MANY);
        request(BODY / 2);
        channel.pass(TIMEOUT_MILLIS / 2);
        receive(update(1, BODY));
        assertThat(connection.openStreams()).isZero();

        channel.pass(2 * TIMEOUT_MILLIS);
        assertThat(app.expired).isZero();
        assertThat(resets()).isEmpty();
    }

    @Test
    void zeroIsForEver() {
        app.timeoutMillis = 0;
        channel.take(MANY);
        request(0);

        channel.pass(TimeUnit.MINUTES.toMillis(10));
        assertThat(connection.openStreams()).isEqualTo(1);
    }

    @Test
    void aDrainEndsWithAClientThatGivesNoWindow() {
        channel.take(MANY);
        request(0);

        connection.drain();
        channel.pass(TIMEOUT_MILLIS + SLACK_MILLIS);
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void aDrainEndsWithAClientThatDoesNotRead() {
        request(MANY);

        connection.drain();
        channel.pass(TIMEOUT_MILLIS + SLACK_MILLIS);
        assertThat(connection.openStreams()).isZero();
        assertThat(channel.isActive()).as("the reset may yet go out").isTrue();
        channel.pass(TimeUnit.MINUTES.toMillis(1));
        assertThat(channel.isActive()).isFalse();
    }
}
