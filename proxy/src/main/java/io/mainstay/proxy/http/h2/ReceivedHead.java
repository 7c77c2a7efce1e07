// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import io.mainstay.proxy.overload.Overload;
import io.mainstay.proxy.stream.HeaderName;
import io.mainstay.proxy.stream.HeaderView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A head received over HTTP/2, checked by {@link HeadRules}. The list keeps HPACK's strings, which the dynamic table shares between streams. */
final class ReceivedHead implements HeaderView {
    /** Up to here a head takes memory without asking. */
    private static final int SMALL = 4 * 1024;

    private final H2Fields fields;
    private final String method;
    private final @Nullable CharSequence path;
    private final @Nullable CharSequence authority;
    private final @Nullable CharSequence scheme;
    private final @Nullable CharSequence protocol;
    private final int status;
    private @Nullable Overload lender;
    private int reserved;

    private ReceivedHead(H2Fields fields, Pseudo pseudo) {
        this.fields = fields;
        this.method = pseudo.methodText();
        this.path = pseudo.path;
        this.authority = pseudo.authority;
        this.scheme = pseudo.scheme;
        this.protocol = pseudo.protocol;
        this.status = pseudo.status;
    }

    /** Pseudo fields as they are collected; one per connection, reused. */
    static final class Pseudo {
        @Nullable
        CharSequence method;

        @Nullable
        CharSequence path;

        @Nullable
        CharSequence authority;

        /** A {@code host} line, whatever became of it. */
        @Nullable
        CharSequence host;

        @Nullable
        CharSequence scheme;

        @Nullable
        CharSequence protocol;

        int status;

        void clear() {
            method = null;
            path = null;
            authority = null;
            host = null;
            scheme = null;
            protocol = null;
            status = 0;
        }

        /** An upgrade over HTTP/2 is a CONNECT (RFC 8441); the stream model knows it as HTTP/1.1 writes it. */
        String methodText() {
            if (protocol != null) {
                return "GET";
            }
            CharSequence text = method;
            return text == null ? "" : text.toString();
        }
    }

    /** A head over these fields, of which only regular ones are left. Takes them. */
    static ReceivedHead of(H2Fields fields, Pseudo pseudo) {
        return new ReceivedHead(fields, pseudo);
    }

    /** Asks for the memory that this head takes, if that is more than most take; false when there is none. Given back with the head. */
    boolean reserve(Overload overload) {
        int bytes = 0;
        for (int i = 0; i < fields.size(); i++) {
            bytes += fields.name(i).length() + fields.value(i).length();
        }
        if (bytes <= SMALL) {
            return true;
        }
        if (!overload.reserve(bytes)) {
            return false;
        }
        lender = overload;
        reserved = bytes;
        return true;
    }

    @Override
    public void released() {
        Overload overload = lender;
        if (overload != null) {
            lender = null;
            overload.release(reserved);
        }
    }

    @Override
    public int size() {
        return fields.size();
    }

    @Override
    public String name(int index) {
        return fields.name(index).toString();
    }

    @Override
    public String value(int index) {
        return fields.value(index).toString();
    }

    CharSequence rawName(int index) {
        return fields.name(index);
    }

    CharSequence rawValue(int index) {
        return fields.value(index);
    }

    @Override
    public int find(HeaderName name, int from) {
        String text = name.text();
        int length = text.length();
        for (int i = from; i < fields.size(); i++) {
            CharSequence candidate = fields.name(i);
            if (candidate.length() == length && AsciiString.contentEquals(candidate, text)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean valueIs(int index, String text) {
        return AsciiString.contentEquals(fields.value(index), text);
    }

    @Override
    public void writeName(int index, ByteBuf out) {
        write(fields.name(index), out);
    }

    @Override
    public void writeValue(int index, ByteBuf out) {
        write(fields.value(index), out);
    }

    @Override
    public void writePath(ByteBuf out) {
        if (path != null) {
            write(path, out);
        }
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return text(path);
    }

    @Override
    public String authority() {
        return text(authority);
    }

    @Override
    public String scheme() {
        return text(scheme);
    }

    /** The path in the form it came, for an encoder that can take it as it is. */
    @Nullable
    CharSequence rawPath() {
        return path;
    }

    @Override
    public @Nullable String upgrade() {
        return protocol == null ? null : AsciiString.of(protocol).toLowerCase().toString();
    }

    @Override
    public int status() {
        return status;
    }

    private static String text(@Nullable CharSequence text) {
        return text == null ? "" : text.toString();
    }

    private static void write(CharSequence text, ByteBuf out) {
        if (text instanceof AsciiString ascii) {
            ByteBufUtil.copy(ascii, out);
        } else {
            out.writeCharSequence(text, StandardCharsets.ISO_8859_1);
        }
    }
}
