// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.List;

/** Messages as HTTP/1.1 text. */
@SuppressWarnings("StringConcatToTextBlock") // line ends are part of what is tested
final class H1Text {
    private H1Text() {}

    static String request(Request request) {
        StringBuilder text = new StringBuilder()
                .append(request.method())
                .append(' ')
                .append(request.target())
                .append(" HTTP/1.1\r\n");
        if (!request.authority().isEmpty()) {
            text.append("Host: ").append(request.authority()).append("\r\n");
        }
        rest(text, request.fields(), request.body(), false);
        return text.toString();
    }

    static String response(Step.Reply reply, boolean headOnly) {
        StringBuilder text =
                new StringBuilder().append("HTTP/1.1 ").append(reply.status()).append(" Text\r\n");
        boolean bodiless = reply.status() == 204 || reply.status() == 304;
        if (reply.body() instanceof Body.None && !bodiless) {
            text.append("content-length: 0\r\n");
        }
        rest(text, reply.fields(), bodiless ? Body.none() : reply.body(), headOnly);
        return text.toString();
    }

    private static void rest(StringBuilder text, List<Field> fields, Body body, boolean headOnly) {
        fields(text, fields);
        switch (body) {
            case Body.None _ -> text.append("\r\n");
            case Body.Length(String content) -> {
                text.append("content-length: ").append(content.length()).append("\r\n\r\n");
                if (!headOnly) {
                    text.append(content);
                }
            }
            case Body.Chunks(List<String> chunks, List<Field> trailers) -> {
                text.append("transfer-encoding: chunked\r\n\r\n");
                if (!headOnly) {
                    for (String chunk : chunks) {
                        text.append(Integer.toHexString(chunk.length()))
                                .append("\r\n")
                                .append(chunk)
                                .append("\r\n");
                    }
                    text.append("0\r\n");
                    fields(text, trailers);
                    text.append("\r\n");
                }
            }
        }
    }

    private static void fields(StringBuilder text, List<Field> fields) {
        for (Field field : fields) {
            text.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
    }
}
