// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * {@code mainstay run}: one application as a workload of the mesh. It takes an address, has the host's node admit the
 * workload, starts the application, and stops things in the order that loses nothing. JDK only.
 */
@NullMarked
package io.mainstay.agent.run;

import org.jspecify.annotations.NullMarked;
