// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** TLS contexts and secrets: {@code extensions.transport_sockets.tls.v3}, parsed. Nothing here opens a file. */
@NullMarked
package io.mainstay.engine.tls;

import org.jspecify.annotations.NullMarked;
