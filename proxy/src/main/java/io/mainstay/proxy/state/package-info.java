// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The last good configuration on disk, for a proxy that starts while its control plane cannot be had. The one place of the data plane that
 * may touch files and wait for them; never called on an event loop. Knows bytes, not what they mean.
 */
@NullMarked
package io.mainstay.proxy.state;

import org.jspecify.annotations.NullMarked;
