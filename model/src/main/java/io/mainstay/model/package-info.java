// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** What two or more planes share: identities, localities, problems. The JDK only. */
@NullMarked
package io.mainstay.model;

import org.jspecify.annotations.NullMarked;
