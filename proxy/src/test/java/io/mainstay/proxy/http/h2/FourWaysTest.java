// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.proxy.http.h1.H1ClientConnection;
import io.mainstay.proxy.http.h1.H1Limits;
import io.mainstay.proxy.http.h1.H1Loop;
import io.mainstay.proxy.http.h1.H1ServerConnection;
import io.mainstay.proxy.http.h1.H1ServerOptions;
import io.mainstay.proxy.stream.HeaderName;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpProtocol;
import io.mainstay.proxy.stream.HttpStream;
import io.mainstay.proxy.stream.MessageSink;
import io.mainstay.proxy.stream.ResetReason;
import io.mainstay.proxy.stream.StreamFactory;
import io.mainstay.proxy.stream.StreamListener;
import io.mainstay.proxy.stream.UpstreamConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request with a body through both codecs in all four combinations, and its answer back. */
class FourWaysTest {
    private static final HeaderName NOTE = HeaderName.of("x-note");
    private static final int BODY = 300_000;

    private final H2Bench bench = new H2Bench();
    private final H1Loop h1 = new H1Loop(bench.worker());

    @AfterEach
    void stop() {
        bench.close();
    }

    private InetSocketAddress serve(HttpProtocol protocol, StreamFactory factory) {
        return protocol == HttpProtocol.HTTP_2
                ? bench.serve(H2Bench.OPTIONS, factory)
                : bench.serve(channel -> new H1ServerConnection(
                        h1, new H1ServerOptions(H1Limits.DEFAULT, 0, 0, false), factory, channel));
    }

    private UpstreamConnection connect(HttpProtocol protocol, InetSocketAddress address) {
        H2Bench.Indifferent owner = new H2Bench.Indifferent();
        return protocol == HttpProtocol.HTTP_2
                ? bench.connect(address, H2Bench.OPTIONS, owner)
                : bench.connect(address, channel -> new H1ClientConnection(h1, H1Limits.DEFAULT, owner, channel));
    }

    /** Sends back what comes, with a note of the path. */
    private static MessageSink echo(HttpStream stream) {
        stream.listener(new Silent());
        return new MessageSink() {
            @Override
            public void headers(Headers headers, boolean end) {
                Headers answer = Headers.response(200);
                answer.add(NOTE, headers.method() + " " + headers.authority() + headers.path());
                stream.out().headers(answer, end);
            }

            @Override
            public void data(ByteBuf data, boolean end) {
                stream.out().data(data, end);
            }

            @Override
            public void trailers(Headers trailers) {
                stream.out().trailers(trailers);
            }
        };
    }

    private static class Silent implements StreamListener {
        @Override
        public void onReset(ResetReason reason) {}

        @Override
        public void onWriteBlocked() {}

        @Override
        public void onWriteUnblocked() {}
    }

    /** Gathers an answer. */
    private static final class Answer extends Silent implements MessageSink {
        private final CompletableFuture<String> whole = new CompletableFuture<>();
        private String note = "";
        private int bytes;

        @Override
        public void headers(Headers headers, boolean end) {
            note = headers.status() + " " + headers.get(NOTE);
        }

        @Override
        public void data(ByteBuf data, boolean end) {
            bytes += data.readableBytes();
            data.release();
            if (end) {
                whole.complete(note + " " + bytes);
            }
        }

        @Override
        public void trailers(Headers trailers) {
            whole.complete(note + " " + bytes + " then " + trailers.get(NOTE));
        }

        @Override
        public void onReset(ResetReason reason) {
            whole.complete("reset " + reason);
        }
    }

    private String exchange(HttpProtocol down, HttpProtocol up, boolean trailers) {
        InetSocketAddress server = serve(up, FourWaysTest::echo);
        UpstreamConnection upstream = connect(up, server);
        UpstreamConnection client = connect(down, serve(down, new Bridge(() -> upstream)));
        Answer answer = new Answer();
        bench.onLoop(() -> {
            MessageSink out = client.newStream(answer, answer).out();
            out.headers(Headers.request("POST", "http", "a.test", "/x?y=z"), false);
            out.data(Unpooled.wrappedBuffer(new byte[BODY]), !trailers);
            if (trailers) {
                Headers end = new Headers();
                end.add(NOTE, "end");
                out.trailers(end);
            }
        });
        return answer.whole.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_1,HTTP_1_1", "HTTP_1_1,HTTP_2", "HTTP_2,HTTP_1_1", "HTTP_2,HTTP_2"})
    void aBodyGoesThereAndBack(HttpProtocol down, HttpProtocol up) {
        assertThat(exchange(down, up, false)).isEqualTo("200 POST a.test/x?y=z " + BODY);
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_1,HTTP_1_1", "HTTP_1_1,HTTP_2", "HTTP_2,HTTP_1_1", "HTTP_2,HTTP_2"})
    void trailersGoThereAndBack(HttpProtocol down, HttpProtocol up) {
        assertThat(exchange(down, up, true)).isEqualTo("200 POST a.test/x?y=z " + BODY + " then end");
    }
}
