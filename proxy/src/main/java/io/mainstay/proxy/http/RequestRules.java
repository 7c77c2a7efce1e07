// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.listener.ForwardingOptions;
import io.mainstay.engine.listener.RequestIdOptions;
import io.mainstay.proxy.filter.ConnectionInfo;
import io.mainstay.proxy.runtime.Worker;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.KnownHeaders;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * What a connection manager does to every request's headers before filters see them: forwarding headers, request id, host. As Envoy's
 * {@code ConnectionManagerUtility::mutateRequestHeaders}. Confined to one event loop.
 */
final class RequestRules {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** Headers that ask something of the proxy or claim something of the request. No address counts as internal, so every request loses them. */
    private static final long INTERNAL = KnownHeaders.X_ENVOY_UPSTREAM_RQ_TIMEOUT_MS.bit()
            | KnownHeaders.X_ENVOY_UPSTREAM_RQ_PER_TRY_TIMEOUT_MS.bit()
            | KnownHeaders.X_ENVOY_EXPECTED_RQ_TIMEOUT_MS.bit()
            | KnownHeaders.X_ENVOY_RETRY_ON.bit()
            | KnownHeaders.X_ENVOY_RETRY_GRPC_ON.bit()
            | KnownHeaders.X_ENVOY_MAX_RETRIES.bit()
            | KnownHeaders.X_ENVOY_IS_TIMEOUT_RETRY.bit()
            | KnownHeaders.X_ENVOY_INTERNAL.bit();

    /** Headers that proxies before this one set; there are none at the edge. */
    private static final long OF_PROXIES = KnownHeaders.X_ENVOY_DECORATOR_OPERATION.bit()
            | KnownHeaders.X_ENVOY_ORIGINAL_PATH.bit()
            | KnownHeaders.X_ENVOY_ORIGINAL_HOST.bit();

    private final Worker worker;
    private final byte[] uuid = new byte[36];

    RequestRules(Worker worker) {
        this.worker = worker;
    }

    void apply(Headers request, ManagerSettings settings, ConnectionInfo connection, String peerText) {
        ForwardingOptions forwarding = settings.forwarding();
        request.removeAll(INTERNAL);
        if (forwarding.useRemoteAddress()) {
            request.removeAll(OF_PROXIES);
            request.set(KnownHeaders.X_ENVOY_EXTERNAL_ADDRESS, clientAddress(request, forwarding, peerText));
            if (!forwarding.skipXffAppend()) {
                appendForwardedFor(request, peerText);
            }
            if (forwarding.xffTrustedHops() == 0) {
                request.set(KnownHeaders.X_FORWARDED_PROTO, scheme(connection));
            }
        }
        if (!request.contains(KnownHeaders.X_FORWARDED_PROTO)) {
            request.add(KnownHeaders.X_FORWARDED_PROTO, scheme(connection));
        }
        host(request, forwarding, connection);
        RequestIdOptions id = settings.config().requestId();
        if (id.generate()) {
            boolean fresh = forwarding.useRemoteAddress() && !id.preserveExternal();
            if (fresh || !request.contains(KnownHeaders.X_REQUEST_ID)) {
                request.set(KnownHeaders.X_REQUEST_ID, requestId());
            }
        }
        if (!settings.config().via().isEmpty()) {
            request.add(KnownHeaders.VIA, settings.config().via());
        }
    }

    /** The address trusted proxies saw: so many entries of {@code x-forwarded-for} from its end; else the peer's. */
    private static String clientAddress(Headers request, ForwardingOptions forwarding, String peerText) {
        String seen = forwarding.xffTrustedHops() == 0 ? null : request.joined(KnownHeaders.X_FORWARDED_FOR);
        if (seen == null) {
            return peerText;
        }
        String[] entries = seen.split(",", -1);
        int at = entries.length - forwarding.xffTrustedHops();
        String entry = at < 0 ? "" : entries[at].strip();
        return NetUtil.isValidIpV4Address(entry) || NetUtil.isValidIpV6Address(entry) ? entry : peerText;
    }

    private static String scheme(ConnectionInfo connection) {
        return connection.secure() ? "https" : "http";
    }

    private static void appendForwardedFor(Headers request, String peerText) {
        String before = request.joined(KnownHeaders.X_FORWARDED_FOR);
        request.set(KnownHeaders.X_FORWARDED_FOR, before == null ? peerText : before + "," + peerText);
    }

    private static void host(Headers request, ForwardingOptions forwarding, ConnectionInfo connection) {
        if (forwarding.stripTrailingHostDot() && request.authority().endsWith(".")) {
            request.authority(
                    request.authority().substring(0, request.authority().length() - 1));
        }
        if (forwarding.stripPort() == ForwardingOptions.StripPort.NEVER) {
            return;
        }
        String authority = request.authority();
        int colon = authority.lastIndexOf(':');
        if (colon <= 0 || authority.indexOf(']', colon) >= 0) {
            return;
        }
        boolean any = forwarding.stripPort() == ForwardingOptions.StripPort.ANY;
        boolean own = connection.local() instanceof InetSocketAddress local
                && authority.substring(colon + 1).equals(Integer.toString(local.getPort()));
        if (any || own) {
            request.authority(authority.substring(0, colon));
        }
    }

    /** A random UUID, RFC 9562 version 4. */
    private String requestId() {
        long high = (worker.random() & ~0xf000L) | 0x4000L;
        long low = (worker.random() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        int at = 0;
        for (int digit = 0; digit < 32; digit++) {
            if (digit == 8 || digit == 12 || digit == 16 || digit == 20) {
                uuid[at++] = '-';
            }
            long half = digit < 16 ? high : low;
            uuid[at++] = HEX[(int) (half >>> (60 - (digit & 15) * 4)) & 0xf];
        }
        return new String(uuid, StandardCharsets.ISO_8859_1);
    }
}
