// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Addresses as Envoy writes them: {@code 127.0.0.1:80}, {@code [::1]:80}, the path of a Unix socket. */
final class AddressText {
    private AddressText() {}

    static boolean write(SocketAddress address, boolean withPort, ByteBuf out) {
        if (!(address instanceof InetSocketAddress inet)) {
            return LogLine.writeText(address.toString(), out);
        }
        String host = inet.getAddress() == null
                ? inet.getHostString()
                : inet.getAddress().getHostAddress();
        boolean v6 = withPort && host.indexOf(':') >= 0;
        LogLine.writeText(v6 ? "[" + host + "]" : host, out);
        if (withPort) {
            out.writeByte(':');
            LogLine.writeNumber(inet.getPort(), out);
        }
        return true;
    }

    /** The port alone; false for addresses without. */
    static boolean port(SocketAddress address, ByteBuf out) {
        return address instanceof InetSocketAddress inet && LogLine.writeNumber(inet.getPort(), out);
    }
}
