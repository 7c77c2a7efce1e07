// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpStream;
import io.mainstay.proxy.stream.MessageSink;
import io.mainstay.proxy.stream.ResetReason;
import io.mainstay.proxy.stream.StreamFactory;
import io.mainstay.proxy.stream.StreamListener;
import io.mainstay.proxy.stream.UpstreamConnection;
import io.netty.buffer.ByteBuf;
import java.util.function.Supplier;

/** The least router there can be: every stream goes to one upstream connection, with pressure and resets passed both ways. */
final class Bridge implements StreamFactory {
    private final Supplier<UpstreamConnection> upstream;

    Bridge(Supplier<UpstreamConnection> upstream) {
        this.upstream = upstream;
    }

    @Override
    public MessageSink newStream(HttpStream down) {
        return new Exchange(down, upstream.get());
    }

    private static final class Exchange implements MessageSink {
        private final HttpStream down;
        private final HttpStream up;
        private boolean downHead;

        Exchange(HttpStream down, UpstreamConnection connection) {
            this.down = down;
            up = connection.newStream(
                    new StreamListener() {
                        @Override
                        public void onReset(ResetReason reason) {
                            if (downHead) {
                                down.reset(reason);
                            } else {
                                down.out().headers(Headers.response(503), true);
                            }
                        }

                        @Override
                        public void onWriteBlocked() {
                            down.reads().pause();
                        }

                        @Override
                        public void onWriteUnblocked() {
                            down.reads().resume();
                        }
                    },
                    new Response());
            down.listener(new StreamListener() {
                @Override
                public void onReset(ResetReason reason) {
                    up.reset(ResetReason.LOCAL_RESET);
                }

                @Override
                public void onWriteBlocked() {
                    up.reads().pause();
                }

                @Override
                public void onWriteUnblocked() {
                    up.reads().resume();
                }
            });
        }

        private final class Response implements MessageSink {
            @Override
            public void headers(Headers headers, boolean end) {
                downHead = true;
                down.out().headers(headers, end);
            }

            @Override
            public void data(ByteBuf data, boolean end) {
                down.out().data(data, end);
            }

            @Override
            public void trailers(Headers trailers) {
                down.out().trailers(trailers);
            }

            @Override
            public void interim(Headers headers) {
                down.out().interim(headers);
            }
        }

        @Override
        public void headers(Headers headers, boolean end) {
            up.out().headers(headers, end);
        }

        @Override
        public void data(ByteBuf data, boolean end) {
            up.out().data(data, end);
        }

        @Override
        public void trailers(Headers trailers) {
            up.out().trailers(trailers);
        }
    }
}
