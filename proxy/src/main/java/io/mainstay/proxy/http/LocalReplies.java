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
    /** What the route does to the headers of answers. */
    interface Edits {
        /** Edits a head that has nothing yet but its status and what the reply brings. */
        void editResponse(Headers head);
    }

    private LocalReplies() {}

    static void send(LocalReply reply, Headers request, Edits edits, MessageSink to) {
        Headers headers = Headers.response(reply.status());
        addAll(reply, headers);
        edits.editResponse(headers);
        if (GrpcStatus.isGrpc(request)) {
            grpc(reply, headers, request.method().equals("HEAD"), to);
            return;
        }
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        if (body.length == 0) {
            headers.remove(KnownHeaders.CONTENT_TYPE);
        } else {
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

    private static void grpc(LocalReply reply, Headers headers, boolean toHead, MessageSink to) {
        headers.status(200);
        headers.set(KnownHeaders.CONTENT_TYPE, "application/grpc");
        headers.set(KnownHeaders.GRPC_STATUS, Integer.toString(GrpcStatus.ofHttp(reply.status())));
        if (!reply.body().isEmpty() && !toHead) {
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
