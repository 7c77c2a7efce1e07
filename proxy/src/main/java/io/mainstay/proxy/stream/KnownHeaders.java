// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.stream;

/** The header names the proxy acts on itself. At most 64, so that a set of them fits a long. */
public final class KnownHeaders {
    public static final HeaderName HOST = HeaderName.known(0);
    public static final HeaderName CONTENT_LENGTH = HeaderName.known(1);
    public static final HeaderName TRANSFER_ENCODING = HeaderName.known(2);
    public static final HeaderName CONNECTION = HeaderName.known(3);
    public static final HeaderName KEEP_ALIVE = HeaderName.known(4);
    public static final HeaderName PROXY_CONNECTION = HeaderName.known(5);
    public static final HeaderName TE = HeaderName.known(6);
    public static final HeaderName TRAILER = HeaderName.known(7);
    public static final HeaderName UPGRADE = HeaderName.known(8);
    public static final HeaderName EXPECT = HeaderName.known(9);
    public static final HeaderName DATE = HeaderName.known(10);
    public static final HeaderName SERVER = HeaderName.known(11);
    public static final HeaderName VIA = HeaderName.known(12);
    public static final HeaderName X_REQUEST_ID = HeaderName.known(13);
    public static final HeaderName X_FORWARDED_FOR = HeaderName.known(14);
    public static final HeaderName X_FORWARDED_PROTO = HeaderName.known(15);
    public static final HeaderName X_FORWARDED_HOST = HeaderName.known(16);
    public static final HeaderName X_ENVOY_EXPECTED_RQ_TIMEOUT_MS = HeaderName.known(17);
    public static final HeaderName X_ENVOY_UPSTREAM_SERVICE_TIME = HeaderName.known(18);
    public static final HeaderName X_ENVOY_UPSTREAM_RQ_TIMEOUT_MS = HeaderName.known(19);
    public static final HeaderName X_ENVOY_UPSTREAM_RQ_PER_TRY_TIMEOUT_MS = HeaderName.known(20);
    public static final HeaderName X_ENVOY_RETRY_ON = HeaderName.known(21);
    public static final HeaderName X_ENVOY_RETRY_GRPC_ON = HeaderName.known(22);
    public static final HeaderName X_ENVOY_MAX_RETRIES = HeaderName.known(23);
    public static final HeaderName X_ENVOY_ATTEMPT_COUNT = HeaderName.known(24);
    public static final HeaderName X_ENVOY_OVERLOADED = HeaderName.known(25);
    public static final HeaderName X_ENVOY_ORIGINAL_PATH = HeaderName.known(26);
    public static final HeaderName X_ENVOY_INTERNAL = HeaderName.known(27);
    public static final HeaderName X_ENVOY_EXTERNAL_ADDRESS = HeaderName.known(28);
    public static final HeaderName X_ENVOY_DECORATOR_OPERATION = HeaderName.known(29);
    public static final HeaderName X_ENVOY_IMMEDIATE_HEALTH_CHECK_FAIL = HeaderName.known(30);
    public static final HeaderName X_ENVOY_RATELIMITED = HeaderName.known(31);
    public static final HeaderName X_ENVOY_IS_TIMEOUT_RETRY = HeaderName.known(32);
    public static final HeaderName X_ENVOY_ORIGINAL_HOST = HeaderName.known(33);
    public static final HeaderName CONTENT_TYPE = HeaderName.known(34);
    public static final HeaderName CONTENT_ENCODING = HeaderName.known(35);
    public static final HeaderName ACCEPT = HeaderName.known(36);
    public static final HeaderName ACCEPT_ENCODING = HeaderName.known(37);
    public static final HeaderName LOCATION = HeaderName.known(38);
    public static final HeaderName COOKIE = HeaderName.known(39);
    public static final HeaderName SET_COOKIE = HeaderName.known(40);
    public static final HeaderName AUTHORIZATION = HeaderName.known(41);
    public static final HeaderName USER_AGENT = HeaderName.known(42);
    public static final HeaderName CACHE_CONTROL = HeaderName.known(43);
    public static final HeaderName TRACEPARENT = HeaderName.known(44);
    public static final HeaderName TRACESTATE = HeaderName.known(45);
    public static final HeaderName B3 = HeaderName.known(46);
    public static final HeaderName X_B3_TRACEID = HeaderName.known(47);
    public static final HeaderName X_B3_SPANID = HeaderName.known(48);
    public static final HeaderName X_B3_SAMPLED = HeaderName.known(49);
    public static final HeaderName GRPC_STATUS = HeaderName.known(50);
    public static final HeaderName GRPC_MESSAGE = HeaderName.known(51);
    public static final HeaderName GRPC_TIMEOUT = HeaderName.known(52);
    public static final HeaderName GRPC_ENCODING = HeaderName.known(53);
    public static final HeaderName X_FORWARDED_CLIENT_CERT = HeaderName.known(54);
    public static final HeaderName WWW_AUTHENTICATE = HeaderName.known(55);
    public static final HeaderName PROXY_AUTHENTICATE = HeaderName.known(56);
    public static final HeaderName PROXY_AUTHORIZATION = HeaderName.known(57);
    public static final HeaderName ORIGIN = HeaderName.known(58);
    public static final HeaderName REFERER = HeaderName.known(59);
    public static final HeaderName ETAG = HeaderName.known(60);
    public static final HeaderName VARY = HeaderName.known(61);
    public static final HeaderName SEC_WEBSOCKET_KEY = HeaderName.known(62);
    public static final HeaderName HTTP2_SETTINGS = HeaderName.known(63);

    private KnownHeaders() {}
}
