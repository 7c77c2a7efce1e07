// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The certificate authority: root, signing of certificate requests, the identity of callers of the mTLS port. It knows
 * neither registries nor translation; what it must ask of them is {@link EnrolmentTokens} and {@link WorkloadDirectory}.
 */
@NullMarked
package io.mainstay.controlplane.ca;

import org.jspecify.annotations.NullMarked;
