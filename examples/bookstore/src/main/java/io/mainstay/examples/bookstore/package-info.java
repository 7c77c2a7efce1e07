// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * A small bookshop made of plain processes: a storefront that asks a catalog and reviews, and reviews that ask ratings
 * over gRPC. It knows nothing of any mesh and depends on the JDK and grpc-java alone.
 */
@NullMarked
package io.mainstay.examples.bookstore;

import org.jspecify.annotations.NullMarked;
