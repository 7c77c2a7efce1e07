// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import io.mainstay.proxy.overload.Overload;
import io.mainstay.proxy.runtime.Interner;
import io.mainstay.proxy.stream.ProtocolFault;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Feeds a decoder and writes down what it finds, bodies joined, so that two ways of cutting the same bytes can be compared. */
final class DecoderTrace implements H1Decoder.Events {
    private final List<String> trace = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();
    private final H1Decoder decoder;
    private final boolean requests;
    private H1Decoder.Body answer = H1Decoder.Body.NONE;

    DecoderTrace(boolean requests, H1Limits limits) {
        this.requests = requests;
        decoder = new H1Decoder(new HeadPool(new Interner(64), Overload.unlimited()), limits, requests, this);
        decoder.next();
    }

    static List<String> requests(byte[] bytes) {
        DecoderTrace trace = new DecoderTrace(true, H1Limits.DEFAULT);
        trace.feed(bytes, 0, bytes.length);
        return trace.result();
    }

    static List<String> requests(String text) {
        return requests(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static List<String> responses(String text) {
        DecoderTrace trace = new DecoderTrace(false, H1Limits.DEFAULT);
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        trace.feed(bytes, 0, bytes.length);
        return trace.result();
    }

    void feed(byte[] bytes, int from, int to) {
        ByteBuf in = Unpooled.copiedBuffer(bytes, from, to - from);
        while (in.isReadable() && !decoder.idle()) {
            decoder.decode(in);
            decoder.next();
        }
        in.release();
    }

    List<String> result() {
        List<String> all = new ArrayList<>(trace);
        if (!body.isEmpty()) {
            all.add("body so far: " + body);
        }
        return all;
    }

    @Override
    public H1Decoder.Body onHead(H1Head head) {
        StringBuilder text = new StringBuilder();
        if (requests) {
            text.append(head.method())
                    .append(' ')
                    .append(head.path())
                    .append(" @")
                    .append(head.authority());
        } else {
            text.append(head.status());
        }
        fields(head, text);
        text.append(head.connectionClose ? " close" : "")
                .append(head.upgrade() == null ? "" : " upgrade " + head.upgrade());
        trace.add(text.toString());
        if (!requests && head.status < 200) {
            answer = H1Decoder.Body.INTERIM;
        } else if (head.chunked || head.contentLength > 0) {
            answer = H1Decoder.Body.BY_HEAD;
        } else if (requests || head.contentLength == 0 || head.status == 204 || head.status == 304) {
            answer = H1Decoder.Body.NONE;
        } else {
            answer = H1Decoder.Body.UNTIL_CLOSE;
        }
        head.headers().release();
        return answer;
    }

    private static void fields(H1Head head, StringBuilder text) {
        for (int i = 0; i < head.size(); i++) {
            text.append(" [")
                    .append(head.name(i))
                    .append('=')
                    .append(head.value(i))
                    .append(']');
        }
    }

    @Override
    public void onData(ByteBuf data, boolean end) {
        body.append(data.toString(StandardCharsets.ISO_8859_1));
        data.release();
        if (end) {
            trace.add("body: " + body);
            body.setLength(0);
        }
    }

    @Override
    public void onTrailers(H1Head trailers) {
        StringBuilder text = new StringBuilder("body: " + body + " trailers:");
        body.setLength(0);
        fields(trailers, text);
        trailers.headers().release();
        trace.add(text.toString());
    }

    @Override
    public void onHeadOnly() {}

    @Override
    public void onFault(ProtocolFault fault) {
        trace.add("fault: " + fault);
    }
}
