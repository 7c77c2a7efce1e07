// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * xDS subscriptions, both ends, state of the world and delta: what is said on the wire ({@link io.mainstay.xds.XdsRequest},
 * {@link io.mainstay.xds.XdsResponse}) and what is carried ({@link io.mainstay.xds.XdsResource}, {@link io.mainstay.xds.XdsSnapshot}).
 * The machines in {@code client} and {@code server} know no clock, no I/O and no gRPC; the shells in {@code grpc} obey them.
 * May depend on protobuf, the generated API and, in {@code grpc} only, grpc-stub.
 */
@NullMarked
package io.mainstay.xds;

import org.jspecify.annotations.NullMarked;
