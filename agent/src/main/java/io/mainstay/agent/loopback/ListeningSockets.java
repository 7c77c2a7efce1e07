// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.loopback;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where processes listen, as Linux tells it in {@code /proc/net/tcp} and {@code tcp6}. */
public final class ListeningSockets {
    private static final String LISTEN = "0A";
    private static final String ESTABLISHED = "01";
    private static final int PROBE_MILLIS = 200;

    private ListeningSockets() {}

    /**
     * The addresses on which somebody listens at a port.
     *
     * @return {@code 0.0.0.0} and {@code ::} stand for all; empty when the system does not tell
     */
    public static Optional<Set<String>> at(int port) {
        return lines().map(lines -> Set.copyOf(parse(lines, LISTEN, port)));
    }

    /** Whether somebody listens at exactly this address and port; asks by connecting where the system does not tell. */
    public static boolean isListening(String address, int port) {
        return at(port).map(addresses -> addresses.contains(address)).orElseGet(() -> accepts(address, port));
    }

    /** How many connections are open to an address and port; 0 when the system does not tell. */
    public static int connections(String address, int port) {
        return lines().map(lines -> Collections.frequency(parse(lines, ESTABLISHED, port), address))
                .orElse(0);
    }

    private static boolean accepts(String address, int port) {
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress(address, port), PROBE_MILLIS);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static Optional<List<String>> lines() {
        Path four = Path.of("/proc/net/tcp");
        Path six = Path.of("/proc/net/tcp6");
        if (!Files.isReadable(four)) {
            return Optional.empty();
        }
        try {
            List<String> lines = new ArrayList<>(Files.readAllLines(four));
            if (Files.isReadable(six)) {
                lines.addAll(Files.readAllLines(six));
            }
            return Optional.of(lines);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** The local addresses of sockets in a state at a port, one for each socket. */
    static List<String> parse(List<String> lines, String state, int port) {
        List<String> found = new ArrayList<>();
        for (String line : lines) {
            String[] columns = line.strip().split("\\s+", -1);
            if (columns.length > 3 && columns[3].equals(state)) {
                int colon = columns[1].indexOf(':');
                if (colon > 0 && Integer.parseInt(columns[1].substring(colon + 1), 16) == port) {
                    found.add(address(columns[1].substring(0, colon)));
                }
            }
        }
        return found;
    }

    /** Each group of four bytes is printed as one number in the machine's order. */
    private static String address(String hex) {
        byte[] raw = HexFormat.of().parseHex(hex);
        byte[] bytes = new byte[raw.length];
        for (int i = 0; i < raw.length; i++) {
            bytes[i] = raw[i - i % 4 + 3 - i % 4];
        }
        if (bytes.length == 4) {
            return dotted(bytes, 0);
        }
        boolean mapped = bytes[10] == -1 && bytes[11] == -1;
        boolean all = HexFormat.of().formatHex(bytes).matches("0+");
        return mapped
                ? dotted(bytes, 12)
                : all ? "::" : HexFormat.ofDelimiter(":").formatHex(bytes);
    }

    private static String dotted(byte[] bytes, int from) {
        return (bytes[from] & 0xff) + "." + (bytes[from + 1] & 0xff) + "." + (bytes[from + 2] & 0xff) + "."
                + (bytes[from + 3] & 0xff);
    }
}
