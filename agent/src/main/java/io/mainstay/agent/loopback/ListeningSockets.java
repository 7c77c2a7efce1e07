// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.loopback;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Where processes listen, as Linux tells it in {@code /proc/net/tcp} and {@code tcp6}. */
public final class ListeningSockets {
    private static final String LISTEN = "0A";
    private static final String ESTABLISHED = "01";
    private static final Path FOUR = Path.of("/proc/net/tcp");
    private static final Path SIX = Path.of("/proc/net/tcp6");
    private static final int PROBE_MILLIS = 200;

    private ListeningSockets() {}

    /**
     * The addresses on which somebody listens at a port.
     *
     * @return {@code 0.0.0.0} and {@code ::} stand for all; empty when the system does not tell
     */
    public static Optional<Set<String>> at(int port) {
        return local(LISTEN, port).map(Set::copyOf);
    }

    /** Whether somebody listens at exactly this address and port; asks by connecting where the system does not tell. */
    public static boolean isListening(String address, int port) {
        return at(port).map(addresses -> addresses.contains(address)).orElseGet(() -> accepts(address, port));
    }

    /** How many connections are open to an address and port; 0 when the system does not tell. */
    public static int connections(String address, int port) {
        return local(ESTABLISHED, port)
                .map(addresses -> Collections.frequency(addresses, address))
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

    private static Optional<List<String>> local(String state, int port) {
        if (!Files.isReadable(FOUR)) {
            return Optional.empty();
        }
        try {
            List<String> found = new ArrayList<>(read(FOUR, state, port));
            if (Files.isReadable(SIX)) {
                found.addAll(read(SIX, state, port));
            }
            return Optional.of(found);
        } catch (IOException | UncheckedIOException _) {
            return Optional.empty();
        }
    }

    private static List<String> read(Path table, String state, int port) throws IOException {
        try (Stream<String> lines = Files.lines(table, StandardCharsets.US_ASCII)) {
            return parse(lines, state, port);
        }
    }

    /**
     * The local addresses of sockets in a state at a port, one for each socket. The kernel prints who listens first, so that
     * question never reads the thousands of connections of a busy host.
     */
    static List<String> parse(Stream<String> lines, String state, int port) {
        String inState = ' ' + state + ' ';
        String atPort = ":%04X ".formatted(port);
        Stream<String> sockets = lines.skip(1);
        if (state.equals(LISTEN)) {
            sockets = sockets.takeWhile(line -> line.contains(inState));
        }
        List<String> found = new ArrayList<>();
        sockets.filter(line -> line.contains(atPort) && line.contains(inState)).forEach(line -> {
            String[] columns = line.strip().split("\\s+", 5);
            if (columns[3].equals(state) && columns[1].endsWith(atPort.stripTrailing())) {
                found.add(address(columns[1].substring(0, columns[1].indexOf(':'))));
            }
        });
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
