// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import io.mainstay.engine.core.Address;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Socket addresses from literals, without ever asking a name service. */
final class IpLiterals {
    private IpLiterals() {}

    static boolean isLiteral(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }

    /**
     * The socket address of a literal.
     *
     * @throws IllegalArgumentException if the host is a name: parsers and DNS keep names from coming here
     */
    static InetSocketAddress socketAddress(Address.Socket socket) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(socket.host());
        if (bytes == null) {
            throw new IllegalArgumentException("not an IP address: " + socket.host());
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), socket.port());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
