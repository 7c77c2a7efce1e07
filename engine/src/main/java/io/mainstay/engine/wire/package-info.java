// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The check that nothing is silently ignored: each parser declares a table of its message's fields, and the bytes of a resource are
 * walked against it. May use protobuf's wire reader, never a descriptor.
 */
@NullMarked
package io.mainstay.engine.wire;

import org.jspecify.annotations.NullMarked;
