// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.stream;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A message head exactly as received: immutable, the base under a {@link Headers}' edits. HTTP/1.1 keeps offsets into the received
 * bytes, HTTP/2 a list. Hop-by-hop fields and {@code host} are not listed: the codec turned them into the typed parts. Names are
 * lower case. Strings are made only when asked for.
 */
public interface HeaderView {

    /** Number of fields; indices below run from 0 to this, in order of arrival. */
    int size();

    String name(int index);

    String value(int index);

    /**
     * Finds a field.
     *
     * @param from index to begin at
     * @return index of the first field of that name, or -1
     */
    int find(HeaderName name, int from);

    /** Ids of the {@link KnownHeaders} that occur, as bits; a bit too many costs time, one too few hides a field. */
    default long present() {
        return -1;
    }

    /** Whether the field's value is exactly this ASCII text; spares making a string. */
    default boolean valueIs(int index, String text) {
        return value(index).equals(text);
    }

    /** Appends a field's name in lower case, without separators. */
    void writeName(int index, ByteBuf out);

    /** Appends a field's value, without separators. */
    void writeValue(int index, ByteBuf out);

    /** Request method; empty in responses and trailers. */
    String method();

    /** Request path with its query; empty in responses and trailers, and for CONNECT. */
    String path();

    /** Host and port the request is for; empty in responses and trailers. */
    String authority();

    /** {@code http} or {@code https}; empty in responses and trailers. */
    String scheme();

    /** Protocol a request asks to change to or a 101 response agrees to, lower case; null for ordinary messages. */
    @Nullable
    String upgrade();

    /** Status code; 0 in requests and trailers. */
    int status();

    /** Appends the path's bytes. */
    void writePath(ByteBuf out);

    /** The owner of the last {@link Headers} reference let go; bytes may be freed and this object reused. */
    default void released() {}
}
