// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.api;

/** Answers requests. May block; called on one virtual thread per connection. */
@FunctionalInterface
interface HttpHandler {
    HttpResponse handle(HttpRequest request);
}
