// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The extension interface of the data plane: filters, their providers, and the catalog of what is built in. A provider is stateless, parses its
 * configuration on the config thread and makes filters on event loops. May depend on {@code proxy.stream}, {@code proxy.runtime} and
 * the engine; never on listeners, HTTP internals, clusters or xDS.
 */
@NullMarked
package io.mainstay.proxy.filter;

import org.jspecify.annotations.NullMarked;
