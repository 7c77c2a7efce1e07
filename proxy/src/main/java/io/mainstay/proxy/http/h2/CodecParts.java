// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Settings;
import org.jspecify.annotations.Nullable;

/**
 * Netty's codec put together for one connection.
 *
 * @param settings announced to the peer
 * @param streams  where a wire stream keeps its {@link H2Stream}
 * @param order    what looks at the order of a client's frames; null on the client side
 */
record CodecParts(
        Http2Connection connection,
        Http2ConnectionDecoder decoder,
        Http2ConnectionEncoder encoder,
        Http2Settings settings,
        Http2Connection.PropertyKey streams,
        @Nullable OrderedFrameReader order) {
    private static final float WINDOW_UPDATE_RATIO = 0.5f;

    static CodecParts server(H2Options options) {
        return create(true, options, options.serverSettings());
    }

    static CodecParts client(H2Options options) {
        return create(false, options, options.clientSettings());
    }

    private static CodecParts create(boolean server, H2Options options, Http2Settings settings) {
        Http2Connection connection = new DefaultHttp2Connection(server, 0);
        Http2Connection.PropertyKey streams = connection.newKey();
        PressureDistributor distributor = new PressureDistributor(connection, (wire, bytes) -> {
            H2Stream stream = wire.getProperty(streams);
            if (stream != null) {
                stream.pending(bytes);
            }
        });
        connection.remote().flowController(new DefaultHttp2RemoteFlowController(connection, distributor));
        // The connection's window refills itself: what holds a sender back is its stream's window alone, so that a
        // stream nobody reads cannot
        // stall the others. What may pile up is streams times stream window.
        connection.local().flowController(new DefaultHttp2LocalFlowController(connection, WINDOW_UPDATE_RATIO, true));
        if (server) {
            // From the first frame on, not only once the peer has acknowledged the settings.
            connection.remote().maxActiveStreams(options.maxConcurrentStreams());
        }
        Http2ConnectionEncoder encoder = new DefaultHttp2ConnectionEncoder(
                connection, new DefaultHttp2FrameWriter(Http2HeadersEncoder.NEVER_SENSITIVE));
        FieldsDecoder fields = new FieldsDecoder(options.maxHeadBytes());
        OrderedFrameReader order = server ? new OrderedFrameReader(connection, fields) : null;
        Http2ConnectionDecoder decoder = new DefaultHttp2ConnectionDecoder(
                connection,
                encoder,
                order == null ? new DefaultHttp2FrameReader(fields) : order,
                Http2PromisedRequestVerifier.ALWAYS_VERIFY,
                true,
                true,
                false);
        return new CodecParts(connection, decoder, encoder, settings, streams, order);
    }

    /** Decodes into {@link H2Fields}; what is allowed in them is for {@link HeadRules}. */
    private static final class FieldsDecoder extends DefaultHttp2HeadersDecoder {
        FieldsDecoder(long maxHeaderListSize) {
            super(false, maxHeaderListSize);
        }

        @Override
        protected H2Fields newHeaders() {
            return new H2Fields();
        }
    }
}
