// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.stream;

import io.mainstay.engine.match.JoinedFields;
import io.mainstay.engine.route.RequestAttributes;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A message head: what was received (an immutable {@link HeaderView}) plus edits. Removing marks a bit, adding appends to a list; nothing is
 * copied until a codec serialises the result. Field names are lower case. Also used for trailers, which have no typed parts.
 *
 * <p>Confined to its stream's event loop. Counted: created with one reference, the view is released with the last one. Retries rely on
 * the base staying as it was received: {@link #mark()} and {@link #rollback(int)} undo the edits of one attempt.
 */
public final class Headers implements RequestAttributes {
    private static final int INITIAL_EDITS = 8;
    private static final HeaderView NOTHING = new EmptyHeaderView();

    private HeaderView base;
    private int references = 1;
    private long removed;
    private long @Nullable [] removedBeyond;

    private HeaderName[] names = new HeaderName[INITIAL_EDITS];
    private String[] values = new String[INITIAL_EDITS];
    private int added;

    /** Ids of known names among the added, as bits; may have bits of names that are gone again. */
    private long addedKnown;

    private @Nullable String method;
    private @Nullable String path;
    private @Nullable String authority;
    private @Nullable String scheme;
    private @Nullable String upgrade;
    private int status;

    /** An empty head, to be filled by edits. */
    public Headers() {
        this(NOTHING);
    }

    /** Edits over what was received. */
    public Headers(HeaderView base) {
        this.base = base;
    }

    /** A response head made here. */
    public static Headers response(int status) {
        Headers headers = new Headers();
        headers.status = status;
        return headers;
    }

    /** A request head made here. */
    public static Headers request(String method, String scheme, String authority, String path) {
        Headers headers = new Headers();
        headers.method = method;
        headers.scheme = scheme;
        headers.authority = authority;
        headers.path = path;
        return headers;
    }

    /** Makes this object new again over another view; only for a codec that keeps it for reuse and holds no reference. */
    public void recycle(HeaderView view) {
        if (references != 0) {
            throw new IllegalStateException("still referenced");
        }
        base = view;
        references = 1;
        clearEdits();
    }

    private void clearEdits() {
        removed = 0;
        removedBeyond = null;
        Arrays.fill(values, 0, added, null);
        added = 0;
        addedKnown = 0;
        method = null;
        path = null;
        authority = null;
        scheme = null;
        upgrade = null;
        status = 0;
    }

    public Headers retain() {
        references++;
        return this;
    }

    public void release() {
        if (references <= 0) {
            throw new IllegalStateException("released too often");
        }
        if (--references == 0) {
            base.released();
        }
    }

    public int references() {
        return references;
    }

    /** What was received, without edits. */
    public HeaderView base() {
        return base;
    }

    @Override
    public String method() {
        return method != null ? method : base.method();
    }

    public void method(String value) {
        method = value;
    }

    @Override
    public String path() {
        return path != null ? path : base.path();
    }

    public void path(String value) {
        path = value;
    }

    /** Whether the path was replaced; a codec then writes {@link #path()} instead of the received bytes. */
    public boolean pathEdited() {
        return path != null;
    }

    @Override
    public String authority() {
        return authority != null ? authority : base.authority();
    }

    public void authority(String value) {
        authority = value;
    }

    /** Whether the authority was replaced; a codec then writes {@link #authority()} instead of the received bytes. */
    public boolean authorityEdited() {
        return authority != null;
    }

    @Override
    public String scheme() {
        return scheme != null ? scheme : base.scheme();
    }

    public void scheme(String value) {
        scheme = value;
    }

    /** Protocol asked for or agreed to, lower case; null for ordinary messages. */
    public @Nullable String upgrade() {
        return upgrade != null ? upgrade : base.upgrade();
    }

    public void upgrade(String value) {
        upgrade = value;
    }

    public int status() {
        return status != 0 ? status : base.status();
    }

    public void status(int code) {
        status = code;
    }

    /** The value of a field's first line, or null. */
    public @Nullable String get(HeaderName name) {
        int at = findInBase(name, 0);
        if (at >= 0) {
            return base.value(at);
        }
        int edit = findAdded(name, 0);
        return edit >= 0 ? values[edit] : null;
    }

    @Override
    public @Nullable String header(String lowerCaseName) {
        HeaderName name = listed(lowerCaseName);
        return name == null ? typed(lowerCaseName) : value(name);
    }

    /** As {@link #header}, of a field that is no typed part. */
    public @Nullable String value(HeaderName name) {
        return isJoined(name) ? joined(name) : get(name);
    }

    /** Whether a field has several lines that count as one value. */
    public boolean isJoined(HeaderName name) {
        return !single(name) && JoinedFields.contains(name.text(), status() != 0);
    }

    @Override
    public Outcome test(String lowerCaseName, Condition condition) {
        HeaderName name = listed(lowerCaseName);
        if (name == null) {
            return Outcome.of(typed(lowerCaseName), condition);
        }
        if (single(name)) {
            return Outcome.of(get(name), condition);
        }
        return JoinedFields.contains(name.text(), status() != 0)
                ? Outcome.of(joined(name), condition)
                : any(name, condition);
    }

    private Outcome any(HeaderName name, Condition condition) {
        for (int at = findInBase(name, 0); at >= 0; at = findInBase(name, at + 1)) {
            if (condition.holds(base.value(at))) {
                return Outcome.HOLDS;
            }
        }
        for (int at = findAdded(name, 0); at >= 0; at = findAdded(name, at + 1)) {
            if (condition.holds(values[at])) {
                return Outcome.HOLDS;
            }
        }
        return Outcome.FAILS;
    }

    /** Null for what is a typed part. */
    private static @Nullable HeaderName listed(String lowerCaseName) {
        if (lowerCaseName.startsWith(":")) {
            return null;
        }
        HeaderName known = HeaderName.knownOrNull(lowerCaseName);
        if (known == null) {
            return HeaderName.of(lowerCaseName);
        }
        return KnownHeaders.HOST.equals(known) ? null : known;
    }

    private @Nullable String typed(String name) {
        return switch (name) {
            case ":method" -> method();
            case ":path" -> path();
            case ":authority", "host" -> authority();
            case ":scheme" -> scheme();
            case ":status" -> status() == 0 ? null : Integer.toString(status());
            default -> null;
        };
    }

    public boolean contains(HeaderName name) {
        return findInBase(name, 0) >= 0 || findAdded(name, 0) >= 0;
    }

    /** Whether the first value of the field is exactly this text; makes no string. */
    public boolean is(HeaderName name, String text) {
        int at = findInBase(name, 0);
        if (at >= 0) {
            return base.valueIs(at, text);
        }
        int edit = findAdded(name, 0);
        return edit >= 0 && text.equals(values[edit]);
    }

    /** All values of a field in order. */
    public List<String> all(HeaderName name) {
        List<String> found = new ArrayList<>(2);
        for (int at = findInBase(name, 0); at >= 0; at = findInBase(name, at + 1)) {
            found.add(base.value(at));
        }
        for (int at = findAdded(name, 0); at >= 0; at = findAdded(name, at + 1)) {
            found.add(values[at]);
        }
        return found;
    }

    /** The values of all lines but empty ones joined with a comma, as RFC 9110 section 5.3 allows; null when the field is absent. */
    public @Nullable String joined(HeaderName name) {
        String first = get(name);
        if (first == null || single(name)) {
            return first;
        }
        List<String> all = all(name);
        all.removeIf(String::isEmpty);
        return String.join(",", all);
    }

    private boolean single(HeaderName name) {
        int at = findInBase(name, 0);
        if (at >= 0) {
            return findInBase(name, at + 1) < 0 && findAdded(name, 0) < 0;
        }
        return findAdded(name, findAdded(name, 0) + 1) < 0;
    }

    /** Appends a field, keeping those of the same name. The value must be free of control characters. */
    public void add(HeaderName name, String value) {
        if (added == names.length) {
            names = Arrays.copyOf(names, added * 2);
            values = Arrays.copyOf(values, added * 2);
        }
        names[added] = name;
        values[added++] = value;
        if (name.id() >= 0) {
            addedKnown |= 1L << name.id();
        }
    }

    /** Makes this the only value of the field. */
    public void set(HeaderName name, String value) {
        remove(name);
        add(name, value);
    }

    /** Removes every value of fields with these known names, given by id as bits. */
    public void removeAll(long known) {
        long left = (base.present() | addedKnown) & known;
        while (left != 0) {
            remove(HeaderName.known(Long.numberOfTrailingZeros(left)));
            left &= left - 1;
        }
    }

    /** Whether a field with one of these known names, given by id as bits, may be here; false is certain. */
    public boolean mayHave(long known) {
        return ((base.present() | addedKnown) & known) != 0;
    }

    /** Removes every value of the field. */
    public void remove(HeaderName name) {
        for (int at = findInBase(name, 0); at >= 0; at = findInBase(name, at + 1)) {
            markRemoved(at);
        }
        int edit = findAdded(name, 0);
        if (edit >= 0) {
            removeAdded(name, edit);
        }
    }

    private void removeAdded(HeaderName name, int first) {
        int kept = first;
        for (int i = first; i < added; i++) {
            if (!names[i].equals(name)) {
                names[kept] = names[i];
                values[kept++] = values[i];
            }
        }
        Arrays.fill(values, kept, added, null);
        added = kept;
    }

    /** Position in the edit list, for {@link #rollback(int)}. */
    public int mark() {
        return added;
    }

    /** Drops what was added since {@link #mark()}; only valid when nothing was removed or set in between. */
    public void rollback(int mark) {
        Arrays.fill(values, mark, added, null);
        added = mark;
    }

    /** Calls back for each field in order: received ones that were not removed, then added ones. */
    public void forEach(BiConsumer<String, String> visitor) {
        for (int i = 0; i < base.size(); i++) {
            if (!isRemoved(i)) {
                visitor.accept(base.name(i), base.value(i));
            }
        }
        for (int i = 0; i < added; i++) {
            visitor.accept(names[i].text(), values[i]);
        }
    }

    /** Whether the received field at this index was removed. */
    public boolean isRemoved(int index) {
        if (index < Long.SIZE) {
            return (removed & 1L << index) != 0;
        }
        long[] beyond = removedBeyond;
        int word = (index >> 6) - 1;
        return beyond != null && word < beyond.length && (beyond[word] & 1L << index) != 0;
    }

    /** Number of added fields. */
    public int addedCount() {
        return added;
    }

    public HeaderName addedName(int index) {
        return names[index];
    }

    public String addedValue(int index) {
        return values[index];
    }

    /** Appends an added field's value, one byte per character. */
    public void writeAddedValue(int index, ByteBuf out) {
        String value = values[index];
        for (int i = 0; i < value.length(); i++) {
            out.writeByte(octet(value.charAt(i)));
        }
    }

    /** The byte a character of a value stands for: a question mark where it is none, or one that no value has, so that no line can be ended. */
    public static int octet(char c) {
        return c == '\r' || c == '\n' || c == 0 || c > 0xff ? '?' : c;
    }

    private void markRemoved(int index) {
        if (index < Long.SIZE) {
            removed |= 1L << index;
            return;
        }
        int word = (index >> 6) - 1;
        long[] beyond = removedBeyond;
        if (beyond == null || word >= beyond.length) {
            beyond = beyond == null ? new long[word + 1] : Arrays.copyOf(beyond, word + 1);
            removedBeyond = beyond;
        }
        beyond[word] |= 1L << index;
    }

    private int findInBase(HeaderName name, int from) {
        if (name.id() >= 0 && (base.present() & 1L << name.id()) == 0) {
            return -1;
        }
        int at = base.find(name, from);
        while (at >= 0 && isRemoved(at)) {
            at = base.find(name, at + 1);
        }
        return at;
    }

    private int findAdded(HeaderName name, int from) {
        if (name.id() >= 0 && (addedKnown & 1L << name.id()) == 0) {
            return -1;
        }
        for (int i = from; i < added; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** The head in HTTP/1.1 form, for logs and failing tests. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (status() != 0) {
            text.append(status()).append('\n');
        } else if (!method().isEmpty()) {
            text.append(method())
                    .append(' ')
                    .append(scheme())
                    .append("://")
                    .append(authority())
                    .append(path())
                    .append('\n');
        }
        forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
        return text.toString();
    }
}
