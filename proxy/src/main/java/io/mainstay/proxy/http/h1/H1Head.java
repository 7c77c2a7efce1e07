// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import io.mainstay.proxy.runtime.Interner;
import io.mainstay.proxy.stream.HeaderName;
import io.mainstay.proxy.stream.HeaderView;
import io.mainstay.proxy.stream.Headers;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message head or trailer section as received: its bytes in one array, and where each field lies. Field names have been lower-cased in place; the
 * fields that concern only the connection are not listed. Filled by {@link HeadReader}; immutable from then until its {@link #headers()} are released.
 */
final class H1Head implements HeaderView {
    private static final int INITIAL_BYTES = 512;
    private static final int LARGEST_KEPT = 16 * 1024;

    /** Up to here a head grows without asking. */
    private static final int SMALL = 4 * 1024;

    private static final int STRIDE = 6;
    private static final int NAME_START = 0;
    private static final int NAME_END = 1;
    private static final int VALUE_START = 2;
    private static final int VALUE_END = 3;
    private static final int LINE_END = 4;
    private static final int ID = 5;

    private final HeadPool pool;
    private final Interner strings;
    private final Headers headers = new Headers(this);
    private byte[] bytes = new byte[INITIAL_BYTES];
    private int[] fields = new int[STRIDE * 12];
    private int count;
    private long present;
    private @Nullable String method;
    private @Nullable String path;
    private @Nullable String authority;

    int methodStart;
    int methodEnd;
    int pathStart;
    int pathEnd;
    int authorityStart;
    int authorityEnd;
    int upgradeStart;
    int upgradeEnd;

    /** Whether a request had the field empty or in several lines: something is asked for, and nothing we know. */
    boolean upgradeDoubtful;

    int status;
    String scheme = "";
    boolean httpsAsked;
    long contentLength;
    boolean chunked;
    boolean connectionClose;
    boolean connectionKeepAlive;
    boolean expectsContinue;
    boolean http10;

    H1Head(HeadPool pool, Interner strings) {
        this.pool = pool;
        this.strings = strings;
    }

    /** The one set of edits over this head. */
    Headers headers() {
        return headers;
    }

    void clear() {
        count = 0;
        present = 0;
        method = null;
        path = null;
        authority = null;
        methodStart = 0;
        methodEnd = 0;
        pathStart = 0;
        pathEnd = 0;
        authorityStart = 0;
        authorityEnd = 0;
        upgradeStart = 0;
        upgradeEnd = 0;
        upgradeDoubtful = false;
        status = 0;
        scheme = "";
        httpsAsked = false;
        contentLength = -1;
        chunked = false;
        connectionClose = false;
        connectionKeepAlive = false;
        expectsContinue = false;
        http10 = false;
    }

    boolean reusable() {
        return bytes.length <= SMALL
                || (bytes.length <= LARGEST_KEPT && !pool.overload().tight());
    }

    byte[] bytes() {
        return bytes;
    }

    /** Bytes the process has reserved for this head. */
    int reserved() {
        return reserved(bytes.length);
    }

    private static int reserved(int capacity) {
        return capacity > SMALL ? capacity : 0;
    }

    /** Makes room for this many bytes and the scan's slack; false when the process has none to give. */
    boolean reserve(int length) {
        int needed = length + Octets.SLACK;
        if (bytes.length >= needed) {
            return true;
        }
        int capacity = Math.max(bytes.length * 2, needed);
        int more = reserved(capacity) - reserved();
        if (more > 0 && !pool.overload().reserve(more)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }

    /** Lists a field. */
    void add(int id, int nameStart, int nameEnd, int valueStart, int valueEnd, int lineEnd) {
        int at = count * STRIDE;
        if (at == fields.length) {
            fields = Arrays.copyOf(fields, fields.length * 2);
        }
        fields[at + NAME_START] = nameStart;
        fields[at + NAME_END] = nameEnd;
        fields[at + VALUE_START] = valueStart;
        fields[at + VALUE_END] = valueEnd;
        fields[at + LINE_END] = lineEnd;
        fields[at + ID] = id;
        if (id >= 0) {
            present |= 1L << id;
        }
        count++;
    }

    /** Takes the unknown-to-us fields of this name off the list, because {@code connection} named them. */
    void unlist(byte[] name, int start, int end) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int at = i * STRIDE;
            boolean named =
                    fields[at + ID] < 0 && sameName(name, start, end, fields[at + NAME_START], fields[at + NAME_END]);
            kept = named ? kept : keep(at, kept);
        }
        count = kept;
    }

    /** Takes the fields of this known name off the list. */
    void unlist(HeaderName known) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int at = i * STRIDE;
            kept = fields[at + ID] == known.id() ? kept : keep(at, kept);
        }
        count = kept;
        present &= ~known.bit();
    }

    private int keep(int at, int kept) {
        System.arraycopy(fields, at, fields, kept * STRIDE, STRIDE);
        return kept + 1;
    }

    private boolean sameName(byte[] name, int start, int end, int nameStart, int nameEnd) {
        if (end - start != nameEnd - nameStart) {
            return false;
        }
        for (int i = 0; i < end - start; i++) {
            if (Octets.tokenLower(name[start + i]) != bytes[nameStart + i]) {
                return false;
            }
        }
        return true;
    }

    private String text(int start, int end) {
        return strings.text(bytes, start, end);
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public String name(int index) {
        int id = fields[index * STRIDE + ID];
        return id >= 0
                ? HeaderName.known(id).text()
                : text(fields[index * STRIDE + NAME_START], fields[index * STRIDE + NAME_END]);
    }

    @Override
    public String value(int index) {
        return text(valueStart(index), valueEnd(index));
    }

    int valueStart(int index) {
        return fields[index * STRIDE + VALUE_START];
    }

    int valueEnd(int index) {
        return fields[index * STRIDE + VALUE_END];
    }

    @Override
    public int find(HeaderName name, int from) {
        int id = name.id();
        if (id >= 0) {
            if ((present & 1L << id) == 0) {
                return -1;
            }
            for (int i = from; i < count; i++) {
                if (fields[i * STRIDE + ID] == id) {
                    return i;
                }
            }
            return -1;
        }
        for (int i = from; i < count; i++) {
            int at = i * STRIDE;
            if (fields[at + ID] < 0 && Octets.same(name, bytes, fields[at + NAME_START], fields[at + NAME_END])) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean valueIs(int index, String text) {
        int start = valueStart(index);
        if (valueEnd(index) - start != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != (bytes[start + i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void writeName(int index, ByteBuf out) {
        int start = fields[index * STRIDE + NAME_START];
        out.writeBytes(bytes, start, fields[index * STRIDE + NAME_END] - start);
    }

    @Override
    public void writeValue(int index, ByteBuf out) {
        out.writeBytes(bytes, valueStart(index), valueEnd(index) - valueStart(index));
    }

    /** Appends the lines of all fields that are not removed, neighbours in one copy. */
    void writeLines(Headers edits, H1Encoder out) {
        int index = 0;
        while (index < count) {
            if (edits.isRemoved(index)) {
                index++;
                continue;
            }
            int start = fields[index * STRIDE + NAME_START];
            int end = fields[index * STRIDE + LINE_END];
            index++;
            while (index < count && fields[index * STRIDE + NAME_START] == end && !edits.isRemoved(index)) {
                end = fields[index * STRIDE + LINE_END];
                index++;
            }
            out.append(bytes, start, end);
        }
    }

    @Override
    public long present() {
        return present;
    }

    @Override
    public String method() {
        String text = method;
        if (text == null) {
            text = text(methodStart, methodEnd);
            method = text;
        }
        return text;
    }

    @Override
    public String path() {
        String text = path;
        if (text == null) {
            text = text(pathStart, pathEnd);
            path = text;
        }
        return text;
    }

    @Override
    public String authority() {
        String text = authority;
        if (text == null) {
            text = text(authorityStart, authorityEnd);
            authority = text;
        }
        return text;
    }

    @Override
    public String scheme() {
        return scheme;
    }

    @Override
    public @Nullable String upgrade() {
        if (upgradeDoubtful) {
            return ",";
        }
        return upgradeEnd == upgradeStart ? null : text(upgradeStart, upgradeEnd);
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public void writePath(ByteBuf out) {
        out.writeBytes(bytes, pathStart, pathEnd - pathStart);
    }

    @Override
    public void released() {
        pool.give(this);
    }
}
