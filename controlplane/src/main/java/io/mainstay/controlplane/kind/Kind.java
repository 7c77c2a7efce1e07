// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind;

import io.mainstay.controlplane.resource.FieldTable;
import io.mainstay.controlplane.resource.Metadata;
import io.mainstay.controlplane.resource.Reader;
import io.mainstay.controlplane.state.MeshDraft;
import java.util.List;
import java.util.Set;

/**
 * One kind of resource. Stateless; made once at start.
 *
 * @param <S> what its resources say
 */
public interface Kind<S extends Record> {
    KindName name();

    /** Versions it is read in, newest first; all are read the same way unless {@link #read} looks. */
    List<String> versions();

    /** Annotations that only the registry writes; whoever else sets one is refused. */
    default Set<String> reservedAnnotations() {
        return Set.of();
    }

    /** What becomes of each field. */
    FieldTable fields();

    /** For the reference page: what the kind is for, and what Mainstay makes of it. */
    String description();

    /**
     * Reads and validates one resource. Reports all its problems through the reader; what it returns is used only when there are none.
     * Fields outside the table are reported by the caller.
     */
    S read(Reader root, Metadata metadata, String version);

    /** Writes all resources of this kind into the mesh and says what became of each. Must depend on its arguments alone. */
    void merge(List<Declared<S>> oldestFirst, MeshDraft draft);
}
