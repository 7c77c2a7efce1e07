// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import io.mainstay.model.ConfigProblem.Code;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code core.v3.Address} and {@code core.v3.CidrRange}. */
public final class AddressParser {
    private static final MessageTable SOCKET_ADDRESS = MessageTable.of("envoy.config.core.v3.SocketAddress")
            .value(1, "protocol", "TCP only")
            .value(2, "address")
            .value(3, "port_value")
            .rejected(4, "named_port", "give a number")
            .rejected(5, "resolver_name", "names are resolved by the system's resolver")
            .inert(6, "ipv4_compat", "sockets are dual-stack")
            .rejected(7, "network_namespace_filepath", "the proxy stays in its network namespace")
            .build();

    private static final MessageTable PIPE = MessageTable.of("envoy.config.core.v3.Pipe")
            .value(1, "path")
            .value(2, "mode")
            .build();

    public static final MessageTable TABLE = MessageTable.of("envoy.config.core.v3.Address")
            .message(1, "socket_address", () -> SOCKET_ADDRESS)
            .message(2, "pipe", () -> PIPE)
            .rejected(3, "envoy_internal_address", "there are no internal listeners")
            .build();

    /** For fields whose type is {@code SocketAddress} itself. */
    public static final MessageTable SOCKET_TABLE = SOCKET_ADDRESS;

    public static final MessageTable CIDR_TABLE = MessageTable.of("envoy.config.core.v3.CidrRange")
            .value(1, "address_prefix")
            .value(2, "prefix_len")
            .build();

    private static final Address NOWHERE = new Address.Socket("0.0.0.0", 0);

    private AddressParser() {}

    /** An address to bind or connect to as it is: IP literals and pipes. */
    public static Address parse(io.envoyproxy.envoy.config.core.v3.Address address, Problems problems) {
        return parse(address, false, problems);
    }

    /** An address whose host may be a name to resolve. */
    public static Address parseNamed(io.envoyproxy.envoy.config.core.v3.Address address, Problems problems) {
        return parse(address, true, problems);
    }

    private static Address parse(io.envoyproxy.envoy.config.core.v3.Address address, boolean names, Problems problems) {
        return switch (address.getAddressCase()) {
            case SOCKET_ADDRESS -> socket(address.getSocketAddress(), names, problems.in("socket_address"));
            case PIPE -> pipe(address.getPipe(), problems.in("pipe"));
            case ENVOY_INTERNAL_ADDRESS -> NOWHERE;
            case ADDRESS_NOT_SET -> {
                problems.add(Code.MISSING, "an address is required");
                yield NOWHERE;
            }
        };
    }

    /** A {@code SocketAddress}. */
    public static Address.Socket socket(
            io.envoyproxy.envoy.config.core.v3.SocketAddress socket, boolean names, Problems problems) {
        if (socket.getProtocol() != io.envoyproxy.envoy.config.core.v3.SocketAddress.Protocol.TCP) {
            problems.unsupported(
                    "protocol", Read.word(socket.getProtocol(), socket.getProtocolValue()) + " (expected: TCP)");
        }
        String host = Read.required(socket.getAddress(), problems, "address");
        if (!host.isEmpty() && !names && !isLiteral(host)) {
            problems.invalid("address", "\"" + host + "\" is not an IP address");
        }
        if (!socket.hasPortValue() && !socket.hasNamedPort()) {
            problems.missing("port_value");
        }
        return new Address.Socket(
                host, Read.number(socket.getPortValue(), Read.Range.of(0, 65_535), problems, "port_value"));
    }

    private static Address.Pipe pipe(io.envoyproxy.envoy.config.core.v3.Pipe pipe, Problems problems) {
        return new Address.Pipe(
                Read.required(pipe.getPath(), problems, "path"),
                Read.number(pipe.getMode(), Read.Range.of(0, 511), problems, "mode"));
    }

    /** Whether a host is an IP literal, so that it need not be resolved. */
    public static boolean isLiteral(String host) {
        try {
            InetAddress.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** Blocks of addresses; a block without length is a single prefix of length zero, as Envoy has it. */
    public static List<CidrRange> ranges(
            List<io.envoyproxy.envoy.config.core.v3.CidrRange> ranges, Problems problems, String field) {
        List<CidrRange> parsed = new ArrayList<>(ranges.size());
        for (int i = 0; i < ranges.size(); i++) {
            io.envoyproxy.envoy.config.core.v3.CidrRange range = ranges.get(i);
            Problems at = problems.in(field, i);
            int length = range.hasPrefixLen()
                    ? Read.number(range.getPrefixLen().getValue(), Read.Range.of(0, 128), at, "prefix_len")
                    : 0;
            CidrRange.parse(range.getAddressPrefix(), length)
                    .ifPresentOrElse(
                            parsed::add,
                            () -> at.add(
                                    Code.INVALID_VALUE,
                                    "\"" + range.getAddressPrefix() + "/" + length
                                            + "\" is not an IP address with a prefix length"));
        }
        return parsed;
    }
}
