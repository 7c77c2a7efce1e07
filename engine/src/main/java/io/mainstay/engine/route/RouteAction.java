// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.core.Bytes;
import io.mainstay.engine.core.RoutingPriority;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What a route does. */
public sealed interface RouteAction permits RouteAction.ForwardTo, RouteAction.Redirect, RouteAction.DirectResponse {
    /**
     * {@code route}: sends the request upstream.
     *
     * @param clusterNotFoundStatus status when the cluster does not exist: 503, 404 or 500
     * @param timeout               to the end of the response, from the end of the request; zero: none; default 15 s
     * @param idleTimeout           no byte either way; empty: the connection manager's; zero: none
     * @param flushTimeout          none of a complete answer is taken by the client; empty: the connection manager's, or else the idle timeout; zero: none
     * @param maxStreamDuration     empty: the connection manager's; zero: none
     * @param grpcTimeoutHeaderMax  {@code grpc_timeout_header_max}: {@code grpc-timeout} of the request rules, up to this;
     *                              empty: it is not looked at; zero: no limit
     * @param grpcTimeoutOffset     taken off {@code grpc-timeout}; zero: nothing
     * @param retryPolicy           empty: the virtual host's
     * @param appendForwardedHost   {@code append_x_forwarded_host} when the host is rewritten
     * @param upgrades              {@code upgrade_configs}: lower-case type to enabled; what is absent is as the connection manager says
     */
    record ForwardTo(
            ClusterSpecifier cluster,
            int clusterNotFoundStatus,
            PathRewrite pathRewrite,
            HostRewrite hostRewrite,
            Duration timeout,
            Optional<Duration> idleTimeout,
            Optional<Duration> flushTimeout,
            Optional<Duration> maxStreamDuration,
            Optional<Duration> grpcTimeoutHeaderMax,
            Duration grpcTimeoutOffset,
            Optional<RetryPolicy> retryPolicy,
            RoutingPriority priority,
            boolean appendForwardedHost,
            Map<String, Boolean> upgrades)
            implements RouteAction {
        /** Envoy's {@code timeout} when unset. */
        public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);

        public ForwardTo {
            Objects.requireNonNull(cluster);
            Objects.requireNonNull(pathRewrite);
            Objects.requireNonNull(hostRewrite);
            Objects.requireNonNull(timeout);
            Objects.requireNonNull(idleTimeout);
            Objects.requireNonNull(flushTimeout);
            Objects.requireNonNull(maxStreamDuration);
            Objects.requireNonNull(grpcTimeoutHeaderMax);
            Objects.requireNonNull(grpcTimeoutOffset);
            Objects.requireNonNull(retryPolicy);
            Objects.requireNonNull(priority);
            upgrades = Map.copyOf(upgrades);
        }

        /** Envoy's defaults. */
        public static ForwardTo cluster(String name) {
            return to(new ClusterSpecifier.Named(name));
        }

        /** Envoy's defaults. */
        public static ForwardTo to(ClusterSpecifier cluster) {
            return new ForwardTo(
                    cluster,
                    503,
                    PathRewrite.NONE,
                    HostRewrite.NONE,
                    DEFAULT_TIMEOUT,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Duration.ZERO,
                    Optional.empty(),
                    RoutingPriority.DEFAULT,
                    false,
                    Map.of());
        }
    }

    /**
     * {@code redirect}. The new address is made by the router.
     *
     * @param scheme     {@code http}, {@code https} or another; empty: as it was
     * @param host       empty: as it was
     * @param port       0: as it was, but a port that was the old scheme's default goes with it
     * @param path       what becomes of the path
     * @param status     301, 302, 303, 307 or 308
     * @param stripQuery leaves the query out
     */
    record Redirect(String scheme, String host, int port, PathRewrite path, int status, boolean stripQuery)
            implements RouteAction {
        public Redirect {
            Objects.requireNonNull(scheme);
            Objects.requireNonNull(host);
            Objects.requireNonNull(path);
        }
    }

    /**
     * {@code direct_response}.
     *
     * @param status 200..599
     * @param body   bytes; a file named by the configuration is read when the configuration is loaded
     */
    record DirectResponse(int status, Bytes body) implements RouteAction {
        public DirectResponse {
            Objects.requireNonNull(body);
        }
    }
}
