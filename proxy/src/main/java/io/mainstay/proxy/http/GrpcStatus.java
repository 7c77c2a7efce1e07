// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.KnownHeaders;
import java.nio.charset.StandardCharsets;

/** gRPC's way of telling failures, for local replies and retries. Pure. */
final class GrpcStatus {
    private GrpcStatus() {}

    static boolean isGrpc(Headers request) {
        String type = request.value(KnownHeaders.CONTENT_TYPE);
        return type != null
                && type.startsWith("application/grpc")
                && (type.length() == 16 || type.charAt(16) == '+' || type.charAt(16) == ';');
    }

    /** The gRPC code for an HTTP status, as gRPC's own mapping table has it. */
    static int ofHttp(int status) {
        return switch (status) {
            case 400 -> 13;
            case 401 -> 16;
            case 403 -> 7;
            case 404 -> 12;
            case 429, 502, 503, 504 -> 14;
            default -> 2;
        };
    }

    /** {@code grpc-message} is percent-encoded. */
    static String message(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            if (value >= 0x20 && value < 0x7f && value != '%') {
                out.append((char) value);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit((value >> 4) & 0xf, 16)))
                        .append(Character.toUpperCase(Character.forDigit(value & 0xf, 16)));
            }
        }
        return out.toString();
    }
}
