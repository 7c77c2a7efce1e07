// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * How {@code mainstay run} and the host's node talk: lines of text over a Unix socket that only the user can open. JDK only,
 * so that {@code run} is quick to start.
 */
@NullMarked
package io.mainstay.agent.control;

import org.jspecify.annotations.NullMarked;
