// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.source;

import io.mainstay.controlplane.config.ResourceStore;
import io.mainstay.controlplane.kind.KindCatalog;
import java.util.List;

/** A place that resources come from, followed until it is closed. */
public interface Source extends AutoCloseable {
    /** Loads what is there before it returns, then follows. What is wrong is reported, not thrown. */
    void start();

    /** What keeps the present content from being used; empty when it is in use. Any thread. */
    List<SourceProblem> problems();

    @Override
    void close();

    /** Makes a source; passed to the control plane by whoever knows which there are. */
    @FunctionalInterface
    interface Factory {
        Source create(ResourceStore resources, KindCatalog kinds);
    }
}
