// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * HTTP/1.1 from the asking side over TCP and Unix sockets, which the JDK's own client cannot use. One exchange at a time on
 * a connection, blocking, with a deadline; it never asks twice. JDK only.
 */
@NullMarked
package io.mainstay.cli.http;

import org.jspecify.annotations.NullMarked;
