// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * {@code mainstay node} and {@code mainstay gateway}: the part of a host's proxy process that is not data plane. It keeps
 * what the host must know across restarts, announces workloads to the control plane, writes the proxy's bootstrap and talks
 * to {@code run}. The data plane and identities come in through {@link io.mainstay.agent.node.DataPlane} and
 * {@link io.mainstay.agent.node.Identities}.
 */
@NullMarked
package io.mainstay.agent.node;

import org.jspecify.annotations.NullMarked;
