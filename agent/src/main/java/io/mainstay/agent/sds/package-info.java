// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Secrets for the host's proxy: Envoy's SDS on a Unix socket that only this user may open. It serves what
 * {@link io.mainstay.agent.identity} holds, under SPIFFE ids, and the trust bundle as {@code ROOTCA}.
 */
@NullMarked
package io.mainstay.agent.sds;

import org.jspecify.annotations.NullMarked;
