// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.Map;

/** What we do with requests that Envoy treats otherwise, on purpose; {@code docs/conformance.md} gives the reasons. */
final class Strictness {
    /** Name of the request: what we do with it, as {@link MalformedTest} words it. */
    static final Map<String, String> OURS = Map.ofEntries(
            Map.entry("transfer-encoding identity", "refused with 400"),
            Map.entry("transfer-encoding gzip, chunked", "refused with 400"),
            Map.entry("transfer-encoding chunked, gzip", "refused with 400"),
            Map.entry("chunked twice in one field", "refused with 400"),
            Map.entry("chunked in two fields", "refused with 400"),
            Map.entry("chunked in quotes", "refused with 400"),
            Map.entry("xchunked", "refused with 400"),
            Map.entry("empty transfer-encoding", "refused with 400"),
            Map.entry("chunk size with a space after", "refused with 400"),
            Map.entry("chunk size of seventeen digits", "refused with 400"),
            Map.entry("chunk data longer than its size", "refused with 400"),
            Map.entry("trailer that frames", "refused with 400"),
            Map.entry("bare line feeds", "refused with 400"),
            Map.entry("bare carriage return in a value", "refused with 400"),
            Map.entry("folded value", "refused with 400"),
            Map.entry("folded value with a tab", "refused with 400"),
            Map.entry("two hosts", "refused with 400"),
            Map.entry("two equal hosts", "refused with 400"),
            Map.entry("empty host", "refused with 400"),
            Map.entry("host with an at sign", "refused with 400"),
            Map.entry("lower-case method", "passed on as get / to a with 0 bytes, answered 200"),
            Map.entry("unknown method", "passed on as BREW / to a with 0 bytes, answered 200"),
            Map.entry("method with a dash", "passed on as M-SEARCH / to a with 0 bytes, answered 200"),
            Map.entry("two spaces after the method", "refused with 400"),
            Map.entry("tab after the method", "refused with 400"),
            Map.entry("two spaces before the version", "refused with 400"),
            Map.entry("space after the version", "refused with 400"),
            Map.entry("no version", "refused with 400"),
            Map.entry("version 1.2", "refused with 505"),
            Map.entry("version 2.0", "refused with 505"),
            Map.entry("version 0.9", "refused with 505"),
            Map.entry("absolute form with a query only", "refused with 400"),
            Map.entry("absolute form with a user", "refused with 400"),
            Map.entry("connection names host", "passed on as GET / to a with 0 bytes, answered 200"));

    private Strictness() {}
}
