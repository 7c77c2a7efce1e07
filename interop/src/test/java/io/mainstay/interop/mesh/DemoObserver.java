// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.mesh;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks at a running demo from beside it, on a thread of its own: what its proxies count, read from their own pages and not with
 * the product's code, and what its workloads' ports answer to somebody outside the mesh.
 */
final class DemoObserver {
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int ANSWER_MILLIS = 10_000;
    private static final Pattern COUNTED =
            Pattern.compile("^istio_requests_total\\{(.*)} ([0-9.eE+]+)$", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    private final Path runtime;
    private final int workloads;
    private final Map<String, Map<String, Long>> callsByHost = new HashMap<>();
    private final Map<String, String> answers = new TreeMap<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("observer").unstarted(this::look);
    private volatile boolean ended;

    private DemoObserver(Path runtime, int workloads) {
        this.runtime = runtime;
        this.workloads = workloads;
    }

    /**
     * Begins to look.
     *
     * @param runtime   the folder in which the demo makes its own
     * @param workloads how many the demo starts
     */
    static DemoObserver start(Path runtime, int workloads) {
        DemoObserver observer = new DemoObserver(runtime, workloads);
        observer.thread.start();
        return observer;
    }

    private void look() {
        while (!ended) {
            try {
                Optional<Path> demo = demo();
                if (demo.isPresent()) {
                    for (String host : List.of("host-a", "host-b")) {
                        count(host, page(demo.get().resolve(host).resolve("admin.sock")));
                    }
                    knock(demo.get().resolve("logs"));
                }
            } catch (IOException _) {
                // Not yet there, or no more.
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /** Takes over what a page says; counters only grow, so a page cut short by the end takes nothing back. */
    private void count(String host, String page) {
        Map<String, Long> known = callsByHost.computeIfAbsent(host, _ -> new TreeMap<>());
        calls(page).forEach((name, calls) -> known.merge(name, calls, Math::max));
    }

    private Optional<Path> demo() throws IOException {
        try (Stream<Path> folders = Files.list(runtime)) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith("mainstay-demo-"))
                    .findFirst();
        }
    }

    private static String page(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(
                    "GET /stats/prometheus HTTP/1.1\r\nHost: admin\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1)));
            return new String(Channels.newInputStream(channel).readAllBytes(), ISO_8859_1);
        }
    }

    /** Calls by the called service, as its own proxy counts them; those that came in plaintext have a name of their own. */
    private static Map<String, Long> calls(String page) {
        Map<String, Long> calls = new TreeMap<>();
        for (Matcher line = COUNTED.matcher(page); line.find(); ) {
            Map<String, String> labels = new HashMap<>();
            for (Matcher label = LABEL.matcher(line.group(1)); label.find(); ) {
                labels.put(label.group(1), label.group(2));
            }
            if ("destination".equals(labels.get("reporter"))) {
                boolean encrypted = "mutual_tls".equals(labels.get("connection_security_policy"));
                String name = labels.get("destination_service_name") + (encrypted ? "" : " in plaintext");
                calls.merge(name, Math.round(Double.parseDouble(line.group(2))), Long::sum);
            }
        }
        return calls;
    }

    /** Once, when all workloads serve: asks each one's proxy for a page, in plaintext. */
    private void knock(Path logs) throws IOException {
        Map<String, String> inbound = new TreeMap<>();
        try (Stream<Path> files = Files.list(logs)) {
            for (Path file : files.toList()) {
                String printed = Files.readString(file);
                if (printed.contains(" serves at ")) {
                    inbound.put(file.getFileName().toString(), LocalMesh.inbound(printed));
                }
            }
        }
        if (inbound.size() >= workloads && answers.isEmpty()) {
            inbound.forEach((name, address) -> answers.put(name, ask(address)));
        }
    }

    private static String ask(String address) {
        String[] parts = address.split(":", -1);
        try (Socket socket = new Socket(parts[0], Integer.parseInt(parts[1]))) {
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write("GET /books/1 HTTP/1.1\r\nHost: shop\r\n\r\n".getBytes(ISO_8859_1));
            return "closed after: " + new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (java.net.ConnectException e) {
            return "nobody listens: " + e.getMessage();
        } catch (IOException e) {
            return "refused: " + e.getMessage();
        }
    }

    /** Looks no more; then the figures are still. */
    void stop() throws InterruptedException {
        ended = true;
        thread.join(ANSWER_MILLIS);
        if (thread.isAlive()) {
            throw new IllegalStateException("a proxy was asked for its page and does not answer");
        }
    }

    /** How often each service was called, as the proxies of both hosts counted it when they were last seen. */
    Map<String, Long> calls() {
        Map<String, Long> sum = new TreeMap<>();
        callsByHost.values().forEach(calls -> calls.forEach((name, count) -> sum.merge(name, count, Long::sum)));
        return sum;
    }

    /** What each workload's inbound port gave to a plaintext request, by the workload's log. */
    Map<String, String> answers() {
        return answers;
    }
}
