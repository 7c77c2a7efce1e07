// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.proxy.filter.LocalReply;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.KnownHeaders;
import io.mainstay.proxy.stream.MessageSink;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Puts local replies into messages: plain text for HTTP, trailers-only for gRPC. */
final class LocalReplies {
    private LocalReplies() {}

    static void send(LocalReply reply, Headers request, MessageSink to) {
        if (GrpcStatus.isGrpc(request)) {
            grpc(reply, to);
            return;
        }
        Headers headers = Headers.response(reply.status());
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        addAll(reply, headers);
        if (body.length > 0) {
            headers.set(KnownHeaders.CONTENT_LENGTH, Integer.toString(body.length));
            if (!headers.contains(KnownHeaders.CONTENT_TYPE)) {
                headers.add(KnownHeaders.CONTENT_TYPE, "text/plain");
            }
        }
        boolean headOnly = body.length == 0 || request.method().equals("HEAD");
        to.headers(headers, headOnly);
        if (!headOnly) {
            to.data(Unpooled.wrappedBuffer(body), true);
        }
        headers.release();
    }

    private static void grpc(LocalReply reply, MessageSink to) {
        Headers headers = Headers.response(200);
        addAll(reply, headers);
        headers.set(KnownHeaders.CONTENT_TYPE, "application/grpc");
        headers.set(KnownHeaders.GRPC_STATUS, Integer.toString(GrpcStatus.ofHttp(reply.status())));
        if (!reply.body().isEmpty()) {
            headers.set(KnownHeaders.GRPC_MESSAGE, GrpcStatus.message(reply.body()));
        }
        to.headers(headers, true);
        headers.release();
    }

    private static void addAll(LocalReply reply, Headers headers) {
        for (LocalReply.Field field : reply.headers()) {
            headers.add(field.name(), field.value());
        }
    }
}
