// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** Thin gRPC shells around the machines: streams, nodes, reconnects, the debounce. They decide nothing about subscriptions. */
@NullMarked
package io.mainstay.xds.grpc;

import org.jspecify.annotations.NullMarked;
