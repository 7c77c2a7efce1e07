// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.resource;

/**
 * A place in the text a resource was read from.
 *
 * @param line   from 1; 0 when it did not come from text
 * @param column from 1; 0 when it did not come from text
 */
public record Position(int line, int column) implements Comparable<Position> {
    public static final Position NONE = new Position(0, 0);

    @Override
    public int compareTo(Position other) {
        return line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
    }
}
