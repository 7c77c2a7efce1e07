// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.List;

/**
 * A request that is broken, ambiguous or at the edge of what RFC 9112 and RFC 9113 allow.
 *
 * @param name what is special about it
 * @param ours what we do where that is not what Envoy does, for a reason given in {@code docs/conformance.md}; empty: the same
 * @param bytes the request; {@code {case}} stands for the name by which the backend knows it
 */
@SuppressWarnings("StringConcatToTextBlock") // line ends are part of what is tested
record Malformed(String name, String ours, String bytes) {
    private static final String CASE = "x-case: {case}\r\n";

    static final List<Malformed> ALL = List.of(
            get("plain", ""),
            get("length and chunked", "content-length: 3\r\ntransfer-encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n"),
            get("chunked and length", "transfer-encoding: chunked\r\ncontent-length: 3\r\n", "3\r\nabc\r\n0\r\n\r\n"),
            get("two equal lengths", "content-length: 3\r\ncontent-length: 3\r\n", "abc"),
            get("two different lengths", "content-length: 3\r\ncontent-length: 4\r\n", "abcd"),
            get("a list of equal lengths", "content-length: 3, 3\r\n", "abc"),
            get("length with a plus", "content-length: +3\r\n", "abc"),
            get("negative length", "content-length: -3\r\n", "abc"),
            get("hexadecimal length", "content-length: 0x3\r\n", "abc"),
            get("empty length", "content-length:\r\n"),
            get("length of twenty digits", "content-length: 99999999999999999999\r\n"),
            get("length with a space inside", "content-length: 1 1\r\n", "abc"),
            get("transfer-encoding identity", "transfer-encoding: identity\r\n"),
            get("transfer-encoding gzip, chunked", "transfer-encoding: gzip, chunked\r\n", "0\r\n\r\n"),
            get("transfer-encoding chunked, gzip", "transfer-encoding: chunked, gzip\r\n", "0\r\n\r\n"),
            get("chunked twice in one field", "transfer-encoding: chunked, chunked\r\n", "0\r\n\r\n"),
            get("chunked in two fields", "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n", "0\r\n\r\n"),
            get("chunked in capitals", "transfer-encoding: CHUNKED\r\n", "0\r\n\r\n"),
            get("chunked with a vertical tab", "transfer-encoding: \u000bchunked\r\n", "0\r\n\r\n"),
            get("chunked in quotes", "transfer-encoding: \"chunked\"\r\n", "0\r\n\r\n"),
            get("xchunked", "transfer-encoding: xchunked\r\n", "0\r\n\r\n"),
            get("empty transfer-encoding", "transfer-encoding:\r\n"),
            chunks("chunk size with a sign", "+3\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk size with 0x", "0x3\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk size with a space before", " 3\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk size with a space after", "3 \r\nabc\r\n0\r\n\r\n"),
            chunks("chunk size missing", "\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk size of seventeen digits", "00000000000000003\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk size that overflows", "fffffffffffffffff\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk with an extension", "3;a=b\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk with a quoted extension", "3;a=\"b\"\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk extension with a bare carriage return", "3;a\rb\r\nabc\r\n0\r\n\r\n"),
            chunks("chunk size ended by a bare line feed", "3\nabc\r\n0\r\n\r\n"),
            chunks("chunk data longer than its size", "3\r\nabcd\r\n0\r\n\r\n"),
            chunks("chunk data without its line end", "3\r\nabc0\r\n\r\n"),
            chunks("trailer that frames", "0\r\ncontent-length: 3\r\n\r\n"),
            chunks("trailer without a colon", "0\r\ntrailer\r\n\r\n"),
            raw("bare line feeds", "GET / HTTP/1.1\nhost: a\nx-case: {case}\n\n"),
            get("bare carriage return in a value", "x: a\rb\r\n"),
            get("bare carriage return in a name", "x\ry: a\r\n"),
            get("null in a value", "x: a\u0000b\r\n"),
            get("null in a name", "x\u0000y: a\r\n"),
            get("control character in a value", "x: a\u0001b\r\n"),
            get("delete in a value", "x: a\u007fb\r\n"),
            get("tab in a value", "x: a\tb\r\n"),
            get("Latin-1 in a value", "x: a\u00e9b\r\n"),
            get("Latin-1 in a name", "x\u00e9: a\r\n"),
            get("folded value", "x: a\r\n b\r\n"),
            get("folded value with a tab", "x: a\r\n\tb\r\n"),
            raw("first field folded", "GET / HTTP/1.1\r\n x: a\r\nhost: a\r\nx-case: {case}\r\n\r\n"),
            get("space before the colon", "x : a\r\n"),
            get("tab before the colon", "x\t: a\r\n"),
            get("space in a name", "x y: a\r\n"),
            get("empty name", ": a\r\n"),
            get("no colon", "xa\r\n"),
            get("parenthesis in a name", "x(y): a\r\n"),
            get("underscore in a name", "x_y: a\r\n"),
            get("slash in a name", "x/y: a\r\n"),
            get("two hosts", "host: b\r\n"),
            get("two equal hosts", "host: a\r\n"),
            raw("no host", "GET / HTTP/1.1\r\nx-case: {case}\r\n\r\n"),
            raw("empty host", "GET / HTTP/1.1\r\nhost:\r\nx-case: {case}\r\n\r\n"),
            host("host with a space", "a b"),
            host("host with a comma", "a,b"),
            host("host with a slash", "a/b"),
            host("host with an at sign", "u@a"),
            host("host with a bad port", "a:b"),
            host("host with a large port", "a:99999"),
            host("host with an open bracket", "[::1"),
            host("host with a percent", "a%20b"),
            host("host with a question mark", "a?b"),
            host("host with a hash", "a#b"),
            host("host with a caret", "a^b"),
            host("host with a backtick", "a`b"),
            host("host with a bar", "a|b"),
            host("host in UTF-8", "\u00c3\u00a9"),
            line("lower-case method", "get / HTTP/1.1"),
            line("unknown method", "BREW / HTTP/1.1"),
            line("method with a dash", "M-SEARCH / HTTP/1.1"),
            line("method with a slash", "G/T / HTTP/1.1"),
            line("empty method", " / HTTP/1.1"),
            line("two spaces after the method", "GET  / HTTP/1.1"),
            line("tab after the method", "GET\t/ HTTP/1.1"),
            line("two spaces before the version", "GET /  HTTP/1.1"),
            line("space in the target", "GET /a b HTTP/1.1"),
            line("space after the version", "GET / HTTP/1.1 "),
            line("no version", "GET /"),
            line("version 1.0", "GET / HTTP/1.0"),
            line("version 1.2", "GET / HTTP/1.2"),
            line("version 2.0", "GET / HTTP/2.0"),
            line("version 0.9", "GET / HTTP/0.9"),
            line("version 1.10", "GET / HTTP/1.10"),
            line("lower-case version", "GET / http/1.1"),
            line("other protocol", "GET / ICY/1.1"),
            line("target without a slash", "GET a HTTP/1.1"),
            line("target with a fragment", "GET /a#b HTTP/1.1"),
            line("target with a bare percent", "GET /a%zz HTTP/1.1"),
            line("target with an encoded null", "GET /a%00b HTTP/1.1"),
            line("target with a backslash", "GET /a\\b HTTP/1.1"),
            line("target with Latin-1", "GET /\u00e9 HTTP/1.1"),
            line("target with a control character", "GET /\u0001 HTTP/1.1"),
            line("target with a quote", "GET /\"a\" HTTP/1.1"),
            line("target with braces", "GET /{a}|^` HTTP/1.1"),
            line("target is a query", "GET ?a HTTP/1.1"),
            line("asterisk for GET", "GET * HTTP/1.1"),
            line("asterisk for OPTIONS", "OPTIONS * HTTP/1.1"),
            line("absolute form", "GET http://b/c HTTP/1.1"),
            line("absolute form without a path", "GET http://b HTTP/1.1"),
            line("absolute form with a query only", "GET http://b?c HTTP/1.1"),
            line("absolute form with a user", "GET http://u:p@b/ HTTP/1.1"),
            line("absolute form without a host", "GET http:///c HTTP/1.1"),
            line("absolute form of ftp", "GET ftp://b/c HTTP/1.1"),
            line("absolute form with one slash", "GET http:/b HTTP/1.1"),
            line("CONNECT with authority form", "CONNECT a:80 HTTP/1.1"),
            line("CONNECT with a path", "CONNECT / HTTP/1.1"),
            raw("empty lines before", "\r\n\r\nGET / HTTP/1.1\r\nhost: a\r\nx-case: {case}\r\n\r\n"),
            raw("space before the request", " GET / HTTP/1.1\r\nhost: a\r\nx-case: {case}\r\n\r\n"),
            get("upgrade without connection", "upgrade: websocket\r\n"),
            get("upgrade to h2c", "connection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AA\r\n"),
            get("upgrade to h2c or websocket", "connection: upgrade\r\nupgrade: h2c, websocket\r\n"),
            get("upgrade to h2c, then websocket", "connection: upgrade\r\nupgrade: h2c\r\nupgrade: websocket\r\n"),
            get("upgrade to websocket, then h2c", "connection: upgrade\r\nupgrade: websocket\r\nupgrade: h2c\r\n"),
            get("upgrade to h2c twice", "connection: upgrade\r\nupgrade: h2c\r\nupgrade: h2c\r\n"),
            get("upgrade to nothing", "connection: upgrade\r\nupgrade:\r\n"),
            get("connection upgrade without upgrade", "connection: upgrade\r\n"),
            get("connection names host", "connection: host\r\n"),
            get("connection names a length", "connection: content-length\r\ncontent-length: 3\r\n", "abc"),
            get("expect of something else", "expect: 200-ok\r\n"),
            get("large field", "x: " + "v".repeat(50_000) + "\r\n"),
            get("field beyond the limit", "x: " + "v".repeat(70_000) + "\r\n"),
            get("ninety fields", "x: v\r\n".repeat(90)),
            get("a hundred and ten fields", "x: v\r\n".repeat(110)),
            line("long target", "GET /" + "p".repeat(20_000) + " HTTP/1.1"),
            get("body to GET", "content-length: 3\r\n", "abc"));

    private static Malformed get(String name, String fields) {
        return get(name, fields, "");
    }

    private static Malformed get(String name, String fields, String body) {
        return raw(name, "GET / HTTP/1.1\r\nhost: a\r\n" + CASE + fields + "\r\n" + body);
    }

    private static Malformed chunks(String name, String body) {
        return raw(name, "POST / HTTP/1.1\r\nhost: a\r\n" + CASE + "transfer-encoding: chunked\r\n\r\n" + body);
    }

    private static Malformed host(String name, String host) {
        return raw(name, "GET / HTTP/1.1\r\nhost: " + host + "\r\n" + CASE + "\r\n");
    }

    private static Malformed line(String name, String line) {
        return raw(name, line + "\r\nhost: a\r\n" + CASE + "\r\n");
    }

    private static Malformed raw(String name, String bytes) {
        return new Malformed(name, Strictness.OURS.getOrDefault(name, ""), bytes);
    }
}
