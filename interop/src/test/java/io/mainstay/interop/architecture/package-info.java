// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** The architecture as rules over class files and folders; every rule is shown to bite by a fixture that breaks it. */
@NullMarked
package io.mainstay.interop.architecture;

import org.jspecify.annotations.NullMarked;
