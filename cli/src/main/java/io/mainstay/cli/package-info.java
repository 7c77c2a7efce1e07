// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The client verbs of the {@code mainstay} command. They talk to the control plane and to proxies over HTTP and nothing else;
 * each verb is one class in {@code commands} and one line in {@link io.mainstay.cli.Cli}.
 */
@NullMarked
package io.mainstay.cli;

import org.jspecify.annotations.NullMarked;
