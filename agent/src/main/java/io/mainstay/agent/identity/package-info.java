// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Who this host and its workloads are: enrolment, certificates and their renewal, and what is kept of them on disk. Keys are
 * made here and leave only towards the host's own proxy.
 */
@NullMarked
package io.mainstay.agent.identity;

import org.jspecify.annotations.NullMarked;
