// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A block of addresses ({@code core.v3.CidrRange}). An IPv4 block never contains an IPv6 address, nor the other way round.
 *
 * @param ipv6   which family
 * @param high   upper 64 bits of the prefix; 0 for IPv4
 * @param low    lower 64 bits; for IPv4 the 32 bits of the address
 * @param length bits of the prefix: 0..32 or 0..128
 */
public record CidrRange(boolean ipv6, long high, long low, int length) {
    public CidrRange {
        if (length < 0 || length > (ipv6 ? 128 : 32)) {
            throw new IllegalArgumentException("prefix_len: " + length);
        }
        high &= mask(ipv6 ? Math.min(length, 64) : 0);
        low &= ipv6 ? mask(Math.max(length - 64, 0)) : mask(length + 32) & 0xffff_ffffL;
    }

    private static long mask(int bits) {
        return bits <= 0 ? 0 : -1L << (64 - Math.min(bits, 64));
    }

    /** Reads an IP literal; empty when it is none or the length does not fit. Never asks DNS. */
    public static Optional<CidrRange> parse(String literal, int length) {
        try {
            byte[] address = InetAddress.ofLiteral(literal).getAddress();
            boolean ipv6 = address.length == 16;
            if (length < 0 || length > address.length * 8) {
                return Optional.empty();
            }
            return Optional.of(new CidrRange(ipv6, ipv6 ? read(address, 0, 8) : 0, lowBits(address), length));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static long lowBits(byte[] address) {
        return address.length == 16 ? read(address, 8, 8) : read(address, 0, 4);
    }

    private static long read(byte[] from, int offset, int count) {
        long bits = 0;
        for (int i = 0; i < count; i++) {
            bits = bits << 8 | (from[offset + i] & 0xff);
        }
        return bits;
    }

    public boolean contains(InetAddress address) {
        boolean v6 = !(address instanceof Inet4Address);
        if (v6 != ipv6) {
            return false;
        }
        byte[] bytes = address.getAddress();
        long addressLow = lowBits(bytes);
        if (!v6) {
            return (addressLow & mask(length + 32) & 0xffff_ffffL) == low;
        }
        return (read(bytes, 0, 8) & mask(Math.min(length, 64))) == high && (addressLow & mask(length - 64)) == low;
    }
}
