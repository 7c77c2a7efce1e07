// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Why a response is not simply the upstream's: Envoy's response flags, with their short names as access logs print them. */
public enum ResponseFlag {
    FAILED_LOCAL_HEALTH_CHECK("LH"),
    NO_HEALTHY_UPSTREAM("UH"),
    UPSTREAM_REQUEST_TIMEOUT("UT"),
    LOCAL_RESET("LR"),
    UPSTREAM_REMOTE_RESET("UR"),
    UPSTREAM_CONNECTION_FAILURE("UF"),
    UPSTREAM_CONNECTION_TERMINATION("UC"),
    UPSTREAM_OVERFLOW("UO"),
    NO_ROUTE_FOUND("NR"),
    DELAY_INJECTED("DI"),
    FAULT_INJECTED("FI"),
    RATE_LIMITED("RL"),
    UNAUTHORIZED_EXTERNAL_SERVICE("UAEX"),
    RATE_LIMIT_SERVICE_ERROR("RLSE"),
    DOWNSTREAM_CONNECTION_TERMINATION("DC"),
    UPSTREAM_RETRY_LIMIT_EXCEEDED("URX"),
    STREAM_IDLE_TIMEOUT("SI"),
    INVALID_ENVOY_REQUEST_HEADERS("IH"),
    DOWNSTREAM_PROTOCOL_ERROR("DPE"),
    UPSTREAM_MAX_STREAM_DURATION_REACHED("UMSDR"),
    RESPONSE_FROM_CACHE_FILTER("RFCF"),
    NO_FILTER_CONFIG_FOUND("NFCF"),
    DURATION_TIMEOUT("DT"),
    UPSTREAM_PROTOCOL_ERROR("UPE"),
    NO_CLUSTER_FOUND("NC"),
    OVERLOAD_MANAGER("OM"),
    DNS_RESOLUTION_FAILED("DF"),
    DROP_OVERLOAD("DO"),
    DOWNSTREAM_REMOTE_RESET("DR"),
    UNCONDITIONAL_DROP_OVERLOAD("UDO");

    private static final Map<String, ResponseFlag> BY_SHORT_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ResponseFlag::shortName, Function.identity()));

    private final String shortName;

    ResponseFlag(String shortName) {
        this.shortName = shortName;
    }

    /** E.g. {@code UH}; a part of the interface to access logs and metrics. */
    public String shortName() {
        return shortName;
    }

    /** This flag's bit in a set of flags. */
    @SuppressWarnings("EnumOrdinal") // never leaves the process: names do
    public long bit() {
        return 1L << ordinal();
    }

    public static Optional<ResponseFlag> ofShortName(String shortName) {
        return Optional.ofNullable(BY_SHORT_NAME.get(shortName));
    }

    /** The flags of a set in Envoy's form: short names joined by commas, {@code -} for none. */
    public static String format(long flags) {
        if (flags == 0) {
            return "-";
        }
        return Arrays.stream(values())
                .filter(flag -> (flags & flag.bit()) != 0)
                .map(ResponseFlag::shortName)
                .collect(Collectors.joining(","));
    }
}
