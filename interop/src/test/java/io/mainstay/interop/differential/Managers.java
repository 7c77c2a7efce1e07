// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.PathWithEscapedSlashesAction;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.ServerHeaderTransformation;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;

/** Random connection managers. */
final class Managers {
    private final Dice dice;

    Managers(Dice dice) {
        this.dice = dice;
    }

    /** One with nothing out of the ordinary. */
    static HttpConnectionManager plain(RouteConfiguration routes) {
        return with(routes, false).build();
    }

    private static HttpConnectionManager.Builder with(RouteConfiguration routes, boolean suppress) {
        HttpConnectionManager.Builder manager = HttpConnectionManager.newBuilder()
                .setStatPrefix("in")
                .setServerName("the-server")
                .setRouteConfig(routes)
                .addHttpFilters(HttpFilter.newBuilder()
                        .setName("envoy.filters.http.router")
                        .setTypedConfig(Bootstraps.any(Router.newBuilder()
                                .setSuppressEnvoyHeaders(suppress)
                                .build())));
        manager.getHttpProtocolOptionsBuilder().setEnableTrailers(true);
        return manager;
    }

    HttpConnectionManager manager(RouteConfiguration routes) {
        HttpConnectionManager.Builder manager = with(routes, dice.chance(0.1));
        if (dice.chance(0.6)) {
            manager.setUseRemoteAddress(BoolValue.of(dice.chance(0.6)));
        }
        manager.setSkipXffAppend(dice.chance(0.15));
        if (dice.chance(0.2)) {
            manager.setXffNumTrustedHops(1 + dice.below(2));
        }
        if (dice.chance(0.2)) {
            manager.setVia(dice.pick("1.1 via-one", "proxy"));
        }
        if (dice.chance(0.2)) {
            manager.setGenerateRequestId(BoolValue.of(dice.chance(0.5)));
        }
        manager.setPreserveExternalRequestId(dice.chance(0.2));
        manager.setAlwaysSetRequestIdInResponse(dice.chance(0.2));
        paths(manager);
        if (dice.chance(0.2)) {
            manager.setStripAnyHostPort(true);
        } else {
            manager.setStripMatchingHostPort(dice.chance(0.2));
        }
        manager.setStripTrailingHostDot(dice.chance(0.2));
        if (dice.chance(0.3)) {
            manager.setServerHeaderTransformation(dice.pick(
                    ServerHeaderTransformation.APPEND_IF_ABSENT,
                    ServerHeaderTransformation.PASS_THROUGH,
                    ServerHeaderTransformation.OVERWRITE));
        }
        return manager.build();
    }

    private void paths(HttpConnectionManager.Builder manager) {
        if (dice.chance(0.4)) {
            manager.setNormalizePath(BoolValue.of(dice.chance(0.8)));
        }
        manager.setMergeSlashes(dice.chance(0.3));
        if (dice.chance(0.3)) {
            manager.setPathWithEscapedSlashesAction(dice.pick(
                    PathWithEscapedSlashesAction.KEEP_UNCHANGED,
                    PathWithEscapedSlashesAction.REJECT_REQUEST,
                    PathWithEscapedSlashesAction.UNESCAPE_AND_FORWARD,
                    PathWithEscapedSlashesAction.UNESCAPE_AND_REDIRECT));
        }
    }
}
