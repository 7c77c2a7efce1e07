// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Kinds of resources. Each has a folder of its own with its record, its parser and validator, and its merge rule; it knows the
 * internal model and no other kind. The list of kinds is made in one place and passed in.
 */
@NullMarked
package io.mainstay.controlplane.kind;

import org.jspecify.annotations.NullMarked;
