// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** A watched folder of YAML and JSON files. Status: alpha. Trusted: whoever can write there configures the mesh. */
@NullMarked
package io.mainstay.controlplane.source.directory;

import org.jspecify.annotations.NullMarked;
