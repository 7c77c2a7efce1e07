// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import io.mainstay.proxy.runtime.Worker;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpStream;
import io.mainstay.proxy.stream.MessageSink;
import io.mainstay.proxy.stream.ProtocolFault;
import io.mainstay.proxy.stream.ResetReason;
import io.mainstay.proxy.stream.StreamListener;
import io.mainstay.proxy.stream.UpstreamConnection;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an endpoint that carries many HTTP/2 streams. To be added to the pipeline of a connected channel. Streams may be opened at once;
 * the server's limit is known only when its SETTINGS arrive, and a stream it then refuses is safe to retry. Confined to its event loop.
 */
public final class H2ClientConnection extends H2Connection implements UpstreamConnection {
    private final Owner owner;
    private final List<H2Stream> withoutHead = new ArrayList<>();
    private @Nullable H2Stream opening;
    private long streams;
    private boolean connectOffered;
    private boolean draining;
    private boolean closed;

    /** A connection for a pool. */
    public H2ClientConnection(Worker worker, H2Options options, Owner owner, Channel channel) {
        super(CodecParts.client(options), worker, channel, options, false);
        this.owner = owner;
    }

    @Override
    public int availableStreams() {
        if (draining || closed) {
            return 0;
        }
        int limit =
                Math.min(options().maxConcurrentStreams(), connection().local().maxActiveStreams());
        return Math.max(0, limit - openStreams());
    }

    @Override
    public long totalStreams() {
        return streams;
    }

    @Override
    public HttpStream newStream(StreamListener listener, MessageSink response) {
        if (availableStreams() == 0) {
            throw new IllegalStateException("no stream is available");
        }
        streams++;
        H2Stream stream = newStream();
        stream.listener(listener);
        stream.inbound(response);
        withoutHead.add(stream);
        return stream;
    }

    /** The stream gets its number only now: numbers must appear on the wire in order. */
    @Override
    ChannelFuture writeHead(ChannelHandlerContext ctx, H2Stream stream, Headers head, boolean end) {
        withoutHead.remove(stream);
        if (head.upgrade() != null) {
            stream.tunnel(true);
            if (!connectOffered) {
                return refuse(stream, ResetReason.PROTOCOL_ERROR);
            }
        }
        int id = connection().local().incrementAndGetNextStreamId();
        if (id < 0 || closed || !connection().local().canOpenStream()) {
            drainIf(id < 0);
            return refuse(stream, ResetReason.REMOTE_REFUSED);
        }
        opening = stream;
        ChannelFuture written = encoder().writeHeaders(ctx, id, outbound().request(head), 0, end, ctx.newPromise());
        opening = null;
        return stream.wire() == null ? refuse(stream, ResetReason.REMOTE_REFUSED) : written;
    }

    private void drainIf(boolean exhausted) {
        if (exhausted) {
            drain();
        }
    }

    /** Not at once: the caller is still in the middle of writing. */
    private ChannelFuture refuse(H2Stream stream, ResetReason reason) {
        channel().eventLoop().execute(() -> {
            if (!stream.over()) {
                stream.fail(reason);
                forget();
            }
        });
        return context().newFailedFuture(new IllegalStateException("refused"));
    }

    @Override
    void onWire(Http2Stream wire) {
        H2Stream stream = opening;
        if (stream != null) {
            bind(stream, wire);
        }
    }

    @Override
    void sendReset(H2Stream stream, ResetReason reason) {
        withoutHead.remove(stream);
        super.sendReset(stream, reason);
    }

    @Override
    boolean overWhenLocalEnds() {
        return false;
    }

    @Override
    boolean overWhenRemoteEnds() {
        return true;
    }

    @Override
    void onFirstHead(Http2Stream wire, @Nullable H2Stream stream, H2Fields fields, boolean end) throws Http2Exception {
        ReceivedHead received = rules().response(fields);
        boolean interim = received != null && received.status() < 200;
        if (received == null || (interim && end)) {
            throw streamError(wire, Http2Error.PROTOCOL_ERROR, "malformed head: " + rules().fault());
        }
        if (stream == null || stream.over()) {
            return;
        }
        Headers head = new Headers(received);
        if (interim) {
            stream.receiveInterim(head);
        } else {
            if (stream.tunnel() && received.status() == 200) {
                head.status(101);
            }
            stream.receiveHead(head, end);
        }
        head.release();
    }

    @Override
    Http2Error resetCode(H2Stream stream, ResetReason reason) {
        return ResetCodes.toServer(reason);
    }

    @Override
    void onFault(ProtocolFault fault) {
        // The streams that it costs tell their owners.
    }

    @Override
    void onSettings(Http2Settings settings) {
        connectOffered |= H2Options.offersConnect(settings);
        owner.onAvailable(this);
    }

    @Override
    void onGoAway(int lastStreamId) {
        try {
            connection().forEachActiveStream(wire -> {
                H2Stream stream = stream(wire);
                if (stream != null && wire.id() > lastStreamId) {
                    stream.fail(ResetReason.REMOTE_REFUSED);
                }
                return true;
            });
        } catch (Http2Exception impossible) {
            throw new IllegalStateException(impossible);
        }
        beginDraining();
    }

    @Override
    void onStreamDone() {
        if (closed) {
            return;
        }
        if (draining) {
            closeIfEmpty();
        } else {
            owner.onAvailable(this);
        }
    }

    @Override
    public void drain() {
        beginDraining();
        closeIfEmpty();
    }

    private void beginDraining() {
        if (!draining && !closed) {
            draining = true;
            owner.onDraining(this);
            closeIfEmpty();
        }
    }

    private void closeIfEmpty() {
        if (draining && openStreams() == 0 && channel().isActive()) {
            closeAfterFlush();
        }
    }

    @Override
    public void close() {
        var _ = channel().close();
    }

    @Override
    void onClosed() {
        if (!closed) {
            closed = true;
            List.copyOf(withoutHead).forEach(stream -> stream.fail(ResetReason.CONNECTION_TERMINATION));
            withoutHead.clear();
            owner.onClosed(this);
        }
    }
}
