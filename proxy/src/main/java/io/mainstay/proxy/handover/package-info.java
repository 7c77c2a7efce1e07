// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Hand-over of listening sockets to a new process. The old process offers what it listens on, the new one takes the descriptors
 * over a Unix socket, says when it serves, and only then the old one stops accepting. Two machines decide, one per side; two Netty
 * shells obey them. Knows nothing of listeners.
 */
@NullMarked
package io.mainstay.proxy.handover;

import org.jspecify.annotations.NullMarked;
