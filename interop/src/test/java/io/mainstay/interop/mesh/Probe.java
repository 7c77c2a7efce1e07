// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.mesh;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An application that knows nothing of a mesh and says what it sees. Run as a process of its own. */
public final class Probe {
    private Probe() {}

    /** How it is started, with a JDK and this class alone. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx32m",
                "-cp",
                Path.of(System.getProperty("mainstay.root"), "interop", "target", "test-classes")
                        .toString(),
                Probe.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * Does one thing.
     *
     * @param arguments {@code serve}, {@code greet}, {@code env}, {@code exit CODE}, {@code call SERVICE PATH [HEADER...]},
     *     {@code dial SERVICE}
     */
    public static void main(String[] arguments) throws IOException {
        switch (arguments[0]) {
            case "serve" -> serve(Probe::answer);
            case "greet" -> serve(Probe::greet);
            case "env" -> say(environment());
            case "exit" -> System.exit(Integer.parseInt(arguments[1]));
            case "call" -> call(arguments);
            case "dial" -> dial(arguments[1]);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private interface Conversation {
        void hold(BufferedReader in, OutputStream out) throws IOException;
    }

    private static void serve(Conversation conversation) throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> say("probe: told to stop\n")));
        InetAddress bind = InetAddress.getByName(System.getenv("BIND"));
        try (ServerSocket listening = new ServerSocket(Integer.parseInt(System.getenv("PORT")), 50, bind)) {
            while (true) {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> hold(socket, conversation));
            }
        }
    }

    private static void hold(Socket socket, Conversation conversation) {
        try (socket) {
            conversation.hold(reader(socket), socket.getOutputStream());
        } catch (IOException e) {
            say("probe: " + e.getMessage() + "\n");
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    /** Answers each request with its own head, or with the environment. */
    private static void answer(BufferedReader in, OutputStream out) throws IOException {
        for (String head = head(in); !head.isEmpty(); head = head(in)) {
            String body = head.startsWith("GET /env ") ? environment() : head;
            String reply = "HTTP/1.1 200 OK\r\nx-from: probe\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
            out.write(reply.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static String head(BufferedReader in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            head.append(line).append('\n');
        }
        return head.toString();
    }

    /** Speaks first, then says everything again. */
    private static void greet(BufferedReader in, OutputStream out) throws IOException {
        out.write("hello\n".getBytes(StandardCharsets.ISO_8859_1));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.write((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static String environment() {
        StringBuilder text = new StringBuilder();
        System.getenv()
                .forEach((name, value) ->
                        text.append(name).append('=').append(value).append('\n'));
        return text.toString();
    }

    private static Socket connect(String service) throws IOException {
        String prefix = service.toUpperCase(Locale.ROOT).replace('-', '_') + "_SERVICE_";
        return new Socket(System.getenv(prefix + "HOST"), Integer.parseInt(System.getenv(prefix + "PORT")));
    }

    private static void call(String[] arguments) throws IOException {
        StringBuilder request = new StringBuilder("GET " + arguments[2] + " HTTP/1.1\r\nConnection: close\r\n");
        for (int i = 3; i < arguments.length; i++) {
            request.append(arguments[i]).append("\r\n");
        }
        try (Socket socket = connect(arguments[1])) {
            socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            BufferedReader in = reader(socket);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                say(line + "\n");
            }
        }
    }

    private static void dial(String service) throws IOException {
        try (Socket socket = connect(service)) {
            BufferedReader in = reader(socket);
            say("first: " + in.readLine() + "\n");
            socket.getOutputStream().write("again\n".getBytes(StandardCharsets.ISO_8859_1));
            say("then: " + in.readLine() + "\n");
        }
    }

    @SuppressWarnings("SystemOut")
    private static void say(String text) {
        System.out.print(text);
        System.out.flush();
    }
}
