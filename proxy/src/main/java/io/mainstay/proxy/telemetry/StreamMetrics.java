// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.proxy.filter.StreamInfo;
import io.mainstay.proxy.filter.StreamObserver;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpProtocol;
import io.mainstay.proxy.stream.KnownHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Counts the streams of one listener on one loop in Istio's request metrics. Confined to that loop; allocates only when a series
 * appears for the first time.
 */
final class StreamMetrics implements StreamObserver {
    private static final String GRPC = "application/grpc";

    private final Scope scope;
    private final RequestTable table;
    private @Nullable RequestCell last;

    StreamMetrics(Scope scope, RequestTable table) {
        this.scope = scope;
        this.table = table;
    }

    @Override
    public void onStreamEnd(StreamInfo info, Headers request, Headers response, long durationNanos) {
        String peer = info.connection().peerPrincipal().orElse("");
        int grpc = grpcStatus(info, request, response);
        RequestCell cell = last;
        if (cell == null
                || cell.dropped
                || !cell.key.is(
                        scope, peer, info.cluster(), info.upstreamPrincipal(), info.status(), info.flags(), grpc)) {
            cell = table.cell(scope, peer, info.cluster(), info.upstreamPrincipal(), info.status(), info.flags(), grpc);
            last = cell;
        }
        cell.record(durationNanos / 1000, info.requestBytes(), info.responseBytes());
    }

    /** The status of a gRPC call, from its trailers or from a head that is all there is; else one of {@link RequestCell}'s constants. */
    static int grpcStatus(StreamInfo info, Headers request, Headers response) {
        if (!isGrpc(info, request)) {
            return RequestCell.NOT_GRPC;
        }
        Headers trailers = info.responseTrailers();
        return grpcStatus(trailers != null && trailers.contains(KnownHeaders.GRPC_STATUS) ? trailers : response);
    }

    private static boolean isGrpc(StreamInfo info, Headers request) {
        if (info.protocol() != HttpProtocol.HTTP_2 || !request.contains(KnownHeaders.CONTENT_TYPE)) {
            return false;
        }
        if (request.is(KnownHeaders.CONTENT_TYPE, GRPC)) {
            return true;
        }
        String type = request.get(KnownHeaders.CONTENT_TYPE);
        return type != null
                && type.startsWith(GRPC)
                && (type.length() == GRPC.length() || type.charAt(GRPC.length()) != '-');
    }

    private static int grpcStatus(Headers response) {
        if (response.is(KnownHeaders.GRPC_STATUS, "0")) {
            return 0;
        }
        String status = response.get(KnownHeaders.GRPC_STATUS);
        if (status == null || status.isEmpty() || status.length() > 3) {
            return RequestCell.NO_GRPC_STATUS;
        }
        int code = 0;
        for (int i = 0; i < status.length(); i++) {
            char digit = status.charAt(i);
            if (digit < '0' || digit > '9') {
                return RequestCell.NO_GRPC_STATUS;
            }
            code = code * 10 + digit - '0';
        }
        return code;
    }
}
