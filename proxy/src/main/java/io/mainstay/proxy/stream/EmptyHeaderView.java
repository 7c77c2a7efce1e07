// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.stream;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The head that holds nothing. */
final class EmptyHeaderView implements HeaderView {
    @Override
    public int size() {
        return 0;
    }

    @Override
    public String name(int index) {
        throw new IndexOutOfBoundsException(index);
    }

    @Override
    public String value(int index) {
        throw new IndexOutOfBoundsException(index);
    }

    @Override
    public int find(HeaderName name, int from) {
        return -1;
    }

    @Override
    public void writeName(int index, ByteBuf out) {
        throw new IndexOutOfBoundsException(index);
    }

    @Override
    public void writeValue(int index, ByteBuf out) {
        throw new IndexOutOfBoundsException(index);
    }

    @Override
    public String method() {
        return "";
    }

    @Override
    public String path() {
        return "";
    }

    @Override
    public String authority() {
        return "";
    }

    @Override
    public String scheme() {
        return "";
    }

    @Override
    public @Nullable String upgrade() {
        return null;
    }

    @Override
    public int status() {
        return 0;
    }

    @Override
    public void writePath(ByteBuf out) {}
}
