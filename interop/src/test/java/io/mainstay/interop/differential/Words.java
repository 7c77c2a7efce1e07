// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.List;

/** What worlds are made of: few words, so that rules and requests often meet. */
final class Words {
    static final List<String> PATHS = List.of(
            "/",
            "/a",
            "/a/",
            "/a/b",
            "/a/bc",
            "/ab",
            "/A/b",
            "/api/v1",
            "/api/v1/users",
            "/api/v10",
            "/API",
            "/x%20y",
            "/x%2Fy",
            "/a;p=1/b",
            "/a//b",
            "/a/./b",
            "/a/../api",
            "/%61/b",
            "/slow",
            "/é",
            "/a\\b");
    static final List<String> PREFIXES =
            List.of("/", "/a", "/a/", "/a/b", "/ab", "/A", "/api", "/api/v1", "/api/v1/", "/x", "/%61");
    static final List<String> SEPARATED = List.of("/a", "/a/b", "/api", "/api/v1", "/x%20y");
    static final List<String> REGEXES = List.of(
            "/a.*", "/api/v[0-9]+", "/api/v(\\d+)/.*", "/(a|b)/[^/]+", ".*users", "/x.y", "(?i)/a/b", "/[a-c]*");
    static final List<String> QUERIES = List.of(
            "",
            "",
            "",
            "?",
            "?q=1",
            "?q=2&r=x",
            "?q",
            "?r=x%20y&q=1",
            "?q=1&q=2",
            "?Q=1",
            "?q=%31",
            "?x=/a/b",
            "?q=a+b");
    static final List<String> HOSTS = List.of(
            "web.test",
            "WEB.test",
            "api.web.test",
            "x.api.web.test",
            "web.org",
            "web.org.uk",
            "other",
            "web.test:8080",
            "web.test.",
            "127.0.0.1",
            "[::1]:80",
            "web.test:80");
    static final List<String> DOMAINS = List.of(
            "web.test",
            "api.web.test",
            "*.web.test",
            "*.api.web.test",
            "web.*",
            "web.org.*",
            "*-x",
            "other",
            "*.test",
            "web.test:8080",
            "127.0.0.1",
            "w*");
    static final List<String> NAMES = List.of("x-one", "x-two", "x-num", "X-Mixed", "user-agent", "accept");
    static final List<String> VALUES =
            List.of("v1", "v2", "V1", "", "10", "-3", "0", "7", "99999999999", "a,b", "v1 v2", "abc", "9x", "+5");
    static final List<String> EDITED = List.of("x-one", "x-two", "x-new", "x-added", "user-agent", "x-forwarded-proto");
    static final List<String> ANSWERED =
            List.of("x-one", "x-back", "x-added", "content-type", "cache-control", "server");

    private Words() {}
}
