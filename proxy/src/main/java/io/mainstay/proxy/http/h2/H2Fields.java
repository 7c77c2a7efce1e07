// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A header block in order, as two arrays: what HPACK decodes into and encodes from. It is a Netty header map in name only, because the
 * codec asks for that type: just the operations the codec uses are supported, none of them hashes. Confined to its connection's event
 * loop.
 */
final class H2Fields extends DefaultHttp2Headers {
    private static final int INITIAL = 16;

    private CharSequence[] names = new CharSequence[INITIAL];
    private CharSequence[] values = new CharSequence[INITIAL];
    private int count;

    H2Fields() {
        super(false, 2);
    }

    @Override
    public Http2Headers add(CharSequence name, CharSequence value) {
        if (count == names.length) {
            names = Arrays.copyOf(names, count * 2);
            values = Arrays.copyOf(values, count * 2);
        }
        names[count] = name;
        values[count++] = value;
        return this;
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public boolean isEmpty() {
        return count == 0;
    }

    @Override
    public Http2Headers clear() {
        Arrays.fill(names, 0, count, null);
        Arrays.fill(values, 0, count, null);
        count = 0;
        return this;
    }

    CharSequence name(int index) {
        return names[index];
    }

    CharSequence value(int index) {
        return values[index];
    }

    void value(int index, CharSequence value) {
        values[index] = value;
    }

    /** Moves a field down over one that is not kept; {@link #truncate} ends such a pass. */
    void move(int from, int to) {
        names[to] = names[from];
        values[to] = values[from];
    }

    /** Keeps the first fields only. */
    void truncate(int newCount) {
        Arrays.fill(names, newCount, count, null);
        Arrays.fill(values, newCount, count, null);
        count = newCount;
    }

    /** The codec looks for {@code :status} to know interim responses. */
    @Override
    public @Nullable CharSequence status() {
        return get(PseudoHeaderName.STATUS.value());
    }

    @Override
    public @Nullable CharSequence get(CharSequence name) {
        for (int i = 0; i < count; i++) {
            if (AsciiString.contentEquals(names[i], name)) {
                return values[i];
            }
        }
        return null;
    }

    /** The codec asks for {@code content-length} to hold the body to it; more than one is for {@link HeadRules} to refuse. */
    @Override
    public List<CharSequence> getAll(CharSequence name) {
        CharSequence value = get(name);
        return value == null ? List.of() : List.of(value);
    }

    /** The codec writes the length back in canonical form; it is kept as it was received. */
    @Override
    public Http2Headers setLong(CharSequence name, long value) {
        return this;
    }

    @Override
    public Iterator<Map.Entry<CharSequence, CharSequence>> iterator() {
        return new Cursor();
    }

    /** One entry that moves: the encoder looks at each before it asks for the next. */
    private final class Cursor
            implements Iterator<Map.Entry<CharSequence, CharSequence>>, Map.Entry<CharSequence, CharSequence> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < count;
        }

        @Override
        public Map.Entry<CharSequence, CharSequence> next() {
            if (next >= count) {
                throw new NoSuchElementException();
            }
            next++;
            return this;
        }

        @Override
        public CharSequence getKey() {
            return names[next - 1];
        }

        @Override
        public CharSequence getValue() {
            return values[next - 1];
        }

        @Override
        public CharSequence setValue(CharSequence value) {
            throw new UnsupportedOperationException();
        }
    }
}
