// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.api;

import io.mainstay.cli.Folders;
import io.mainstay.cli.http.HttpAnswer;
import io.mainstay.cli.http.HttpCall;
import io.mainstay.cli.http.HttpConnection;
import io.mainstay.cli.http.HttpFailure;
import io.mainstay.cli.options.Option;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The admin socket of a proxy of this machine. */
public final class ProxyAdmin {
    /** Which proxy is meant. */
    public static final Option OPTION =
            Option.value("--proxy", "PATH", "run folder or admin socket (default: this machine's node)");

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final SocketAddress address;
    private final String title;

    private ProxyAdmin(SocketAddress address, String title) {
        this.address = address;
        this.title = title;
    }

    /** By its socket, by the run folder it is in, or, with empty text, that of this machine's node. */
    public static ProxyAdmin find(String given, Folders folders) throws IOException {
        if (given.startsWith("http://")) {
            return ServerAddress.parse(given)
                    .map(server -> new ProxyAdmin(server.socketAddress(), given))
                    .orElseThrow(() -> new IOException("not an address: " + given));
        }
        Path path = given.isEmpty() ? folders.run() : Path.of(given);
        Path socket = Files.isDirectory(path) ? path.resolve("admin.sock") : path;
        if (!Files.exists(socket)) {
            throw new IOException("no proxy here: there is no " + socket + "; name its run folder with --proxy");
        }
        return new ProxyAdmin(UnixDomainSocketAddress.of(socket), socket.toString());
    }

    /** A page's text. */
    public String page(String path) throws IOException {
        HttpAnswer answer;
        try {
            answer = HttpConnection.once(address, "admin", HttpCall.get(path), TIMEOUT);
        } catch (HttpFailure e) {
            String what = e.timedOut()
                    ? "has not answered in " + TIMEOUT.toSeconds() + " s; is its process stopped or overloaded?"
                    : "does not answer: " + e.getMessage();
            throw new IOException("the proxy at " + title + " " + what, e);
        }
        if (!answer.successful()) {
            throw new IOException("the proxy at " + title + " answered " + answer.status() + " to " + path);
        }
        return answer.body();
    }
}
