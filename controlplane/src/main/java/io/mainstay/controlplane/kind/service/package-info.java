// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Kubernetes' {@code Service}, core v1, as a stock manifest has it. Status: alpha. */
@NullMarked
package io.mainstay.controlplane.kind.service;

import org.jspecify.annotations.NullMarked;
