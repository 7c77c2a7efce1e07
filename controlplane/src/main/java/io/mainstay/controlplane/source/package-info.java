// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Where configuration comes from, one folder each. Sources write what they find through {@code config} and say what is wrong with it. */
@NullMarked
package io.mainstay.controlplane.source;

import org.jspecify.annotations.NullMarked;
