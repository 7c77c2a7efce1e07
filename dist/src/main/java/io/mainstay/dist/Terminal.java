// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * What a verb may say and read. Results go to {@code out} and nothing else does, so that they can be piped; progress,
 * warnings and errors go to {@code err}.
 */
public record Terminal(PrintStream out, PrintStream err, InputStream in) {}
