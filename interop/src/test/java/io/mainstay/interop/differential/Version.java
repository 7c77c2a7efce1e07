// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

/** Which HTTP is spoken on a leg. */
enum Version {
    H1,
    H2
}
