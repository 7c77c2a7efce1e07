// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Messages as HTTP/2 frames of Netty's. */
final class H2Text {
    private H2Text() {}

    /** All but pseudo-headers. */
    static List<Field> regular(Http2Headers headers) {
        List<Field> fields = new ArrayList<>();
        for (Map.Entry<CharSequence, CharSequence> each : headers) {
            if (each.getKey().isEmpty() || each.getKey().charAt(0) != ':') {
                fields.add(Field.of(each.getKey().toString(), each.getValue().toString()));
            }
        }
        return fields;
    }

    static void addAll(Http2Headers headers, List<Field> fields) {
        for (Field field : fields) {
            headers.add(field.name(), field.value());
        }
    }

    static Http2DataFrame data(String text, boolean end) {
        return new DefaultHttp2DataFrame(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1), end);
    }

    /** A whole message. */
    static void send(Channel stream, Http2Headers head, Body body) {
        switch (body) {
            case Body.None _ -> {
                var _ = stream.write(new DefaultHttp2HeadersFrame(head, true));
            }
            case Body.Length(String text) -> {
                var _ = stream.write(new DefaultHttp2HeadersFrame(head, false));
                var _ = stream.write(data(text, true));
            }
            case Body.Chunks(List<String> chunks, List<Field> trailers) -> {
                var _ = stream.write(new DefaultHttp2HeadersFrame(head, false));
                for (String chunk : chunks) {
                    var _ = stream.write(data(chunk, false));
                }
                if (trailers.isEmpty()) {
                    var _ = stream.write(data("", true));
                } else {
                    Http2Headers after = new DefaultHttp2Headers(false);
                    addAll(after, trailers);
                    var _ = stream.write(new DefaultHttp2HeadersFrame(after, true));
                }
            }
        }
        stream.flush();
    }
}
