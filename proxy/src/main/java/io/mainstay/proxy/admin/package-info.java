// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The admin endpoint, with Envoy's paths and formats: what the proxy is and does, and the few orders an operator may give it. Sockets live on
 * a loop, pages are made on the telemetry thread, so that a scrape of ten thousand clusters delays no request. May see the whole proxy;
 * nobody but composition roots sees it.
 */
@NullMarked
package io.mainstay.proxy.admin;

import org.jspecify.annotations.NullMarked;
