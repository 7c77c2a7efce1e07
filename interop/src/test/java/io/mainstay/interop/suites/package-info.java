// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Test suites of others, run through our proxy. {@code .ci/suites} fetches them; a test whose suite is not there is skipped. */
@NullMarked
package io.mainstay.interop.suites;

import org.jspecify.annotations.NullMarked;
