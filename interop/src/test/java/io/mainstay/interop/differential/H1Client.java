// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sends one HTTP/1.1 request on a connection of its own and reads the answer. */
final class H1Client {
    private static final int TIMEOUT_MILLIS = Integer.getInteger("differential.timeout", 20_000);

    private H1Client() {}

    static Answer ask(int port, Request request) {
        return ask(port, H1Text.request(request), request.method().equals("HEAD"));
    }

    static Answer ask(int port, String bytes, boolean head) {
        return ask(port, bytes, head, TIMEOUT_MILLIS);
    }

    static Answer ask(int port, String bytes, boolean head, int timeoutMillis) {
        try (H1Wire wire = H1Wire.connect(port, timeoutMillis)) {
            try {
                wire.send(bytes);
            } catch (IOException e) {
                // Refused before all was sent: there may be an answer all the same.
            }
            return answer(wire, head);
        } catch (IOException e) {
            return Answer.none("none");
        }
    }

    private static Answer answer(H1Wire wire, boolean head) throws IOException {
        List<Integer> interim = new ArrayList<>();
        while (true) {
            Optional<String> start = wire.line();
            if (start.isEmpty()) {
                return Answer.none("none");
            }
            int status = Integer.parseInt(start.get().split(" ", 3)[1]);
            List<Field> fields = wire.fields();
            if (status >= 200 || status == 101) {
                return body(wire, head, new Answer(status, interim, fields, "", List.of(), "complete"));
            }
            interim.add(status);
        }
    }

    private static Answer body(H1Wire wire, boolean head, Answer start) {
        if (head || start.status() == 204 || start.status() == 304 || start.status() == 101) {
            return start;
        }
        try {
            Body body = wire.body(start.fields(), true);
            List<Field> trailers = body instanceof Body.Chunks(List<String> _, List<Field> after) ? after : List.of();
            return new Answer(start.status(), start.interim(), start.fields(), body.text(), trailers, "complete");
        } catch (IOException e) {
            return new Answer(start.status(), start.interim(), start.fields(), "", List.of(), "broken");
        }
    }
}
