// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The TCP proxy: bytes from a connection to an endpoint of a cluster and back, whoever speaks first. Everything is confined to the
 * connection's event loop. May depend on filter, cluster and runtime; knows nothing of HTTP.
 */
@NullMarked
package io.mainstay.proxy.tcp;

import org.jspecify.annotations.NullMarked;
