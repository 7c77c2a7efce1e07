// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteAction.ClusterNotFoundResponseCode;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import java.util.List;

/** Random things that routes do. */
final class Actions {
    private final Dice dice;
    private final Matchers matchers;
    private final Edits edits;
    private final boolean weightedEdits;

    /**
     * Draws from dice.
     *
     * @param weightedEdits whether weighted clusters edit headers; with {@code most_specific_header_mutations_wins} they are not compared
     */
    Actions(Dice dice, Matchers matchers, Edits edits, boolean weightedEdits) {
        this.dice = dice;
        this.matchers = matchers;
        this.edits = edits;
        this.weightedEdits = weightedEdits;
    }

    void on(Route.Builder route) {
        switch (dice.below(10)) {
            case 0 -> route.setRedirect(redirect());
            case 1 -> route.setDirectResponse(direct());
            default -> route.setRoute(forward());
        }
    }

    private RedirectAction redirect() {
        RedirectAction.Builder redirect = RedirectAction.newBuilder();
        switch (dice.below(4)) {
            case 0 -> redirect.setHttpsRedirect(true);
            case 1 -> redirect.setSchemeRedirect(dice.pick("https", "http", "ftp"));
            default -> {}
        }
        switch (dice.below(5)) {
            case 0 -> redirect.setPathRedirect(dice.pick("/new", "/new?z=1", "/"));
            case 1 -> redirect.setPrefixRewrite(dice.pick("/new", "/", "/new/"));
            case 2 -> redirect.setRegexRewrite(matchers.rewrite());
            default -> {}
        }
        if (dice.chance(0.4)) {
            redirect.setHostRedirect(dice.pick("to.test", "to.test:99"));
        }
        if (dice.chance(0.3)) {
            redirect.setPortRedirect(dice.pick(80, 443, 8443));
        }
        return redirect.setStripQuery(dice.chance(0.3))
                .setResponseCodeValue(dice.below(5))
                .build();
    }

    private DirectResponseAction direct() {
        DirectResponseAction.Builder direct =
                DirectResponseAction.newBuilder().setStatus(dice.pick(200, 201, 204, 304, 403, 503, 599));
        if (dice.chance(0.7)) {
            direct.setBody(DataSource.newBuilder().setInlineString(dice.pick("said", "", "é", "{\"a\":1}")));
        }
        return direct.build();
    }

    RouteAction forward() {
        RouteAction.Builder action = RouteAction.newBuilder();
        target(action);
        if (dice.chance(0.3)) {
            if (dice.chance(0.5)) {
                action.setPrefixRewrite(dice.pick("/new", "/", "/new/"));
            } else {
                action.setRegexRewrite(matchers.rewrite());
            }
        }
        if (dice.chance(0.3)) {
            host(action);
        }
        action.setAppendXForwardedHost(dice.chance(0.2));
        if (dice.chance(0.4)) {
            action.setTimeout(seconds(dice.pick(0, 9, 20, 30)));
        }
        if (dice.chance(0.35)) {
            action.setRetryPolicy(retry());
        }
        return action.build();
    }

    private void target(RouteAction.Builder action) {
        switch (dice.below(12)) {
            case 0 -> {
                action.setClusterHeader("x-cluster");
                action.setClusterNotFoundResponseCode(dice.pick(
                        ClusterNotFoundResponseCode.NOT_FOUND,
                        ClusterNotFoundResponseCode.SERVICE_UNAVAILABLE,
                        ClusterNotFoundResponseCode.INTERNAL_SERVER_ERROR));
            }
            case 1, 2 -> action.setWeightedClusters(weighted());
            case 3 -> action.setCluster(dice.pick("empty", "dead"));
            default -> action.setCluster(dice.pick("h1", "h2"));
        }
    }

    /** All the weight on one, so that the draw is certain. */
    private WeightedCluster weighted() {
        boolean first = dice.chance(0.5);
        return WeightedCluster.newBuilder()
                .addClusters(weight("h1", first))
                .addClusters(weight("h2", !first))
                .build();
    }

    private WeightedCluster.ClusterWeight weight(String name, boolean all) {
        WeightedCluster.ClusterWeight.Builder weight =
                WeightedCluster.ClusterWeight.newBuilder().setName(name).setWeight(UInt32Value.of(all ? 100 : 0));
        if (weightedEdits) {
            weight.addAllRequestHeadersToAdd(edits.requestAdditions())
                    .addAllRequestHeadersToRemove(edits.requestRemovals())
                    .addAllResponseHeadersToAdd(edits.responseAdditions())
                    .addAllResponseHeadersToRemove(edits.responseRemovals());
        }
        if (dice.chance(0.2)) {
            weight.setHostRewriteLiteral("weighted.test");
        }
        return weight.build();
    }

    private void host(RouteAction.Builder action) {
        switch (dice.below(4)) {
            case 0 -> action.setHostRewriteLiteral("literal.test");
            case 1 -> action.setHostRewriteHeader(dice.pick("x-one", "x-absent"));
            case 2 -> action.setHostRewritePathRegex(matchers.rewrite());
            default -> action.getAutoHostRewriteBuilder().setValue(true);
        }
    }

    RetryPolicy retry() {
        RetryPolicy.Builder retry = RetryPolicy.newBuilder()
                .setRetryOn(dice.pick(
                        "5xx",
                        "gateway-error",
                        "reset",
                        "connect-failure",
                        "retriable-4xx",
                        "retriable-status-codes",
                        "5xx,reset",
                        "retriable-headers",
                        "refused-stream",
                        "cancelled,unavailable",
                        "reset-before-request"))
                .addAllRetriableStatusCodes(dice.some(List.of(503, 418, 409, 200), 2));
        retry.getRetryBackOffBuilder()
                .setBaseInterval(Duration.newBuilder().setNanos(1_000_000))
                .setMaxInterval(Duration.newBuilder().setNanos(2_000_000));
        if (dice.chance(0.7)) {
            retry.setNumRetries(UInt32Value.of(dice.below(4)));
        }
        if (dice.chance(0.2)) {
            retry.addRetriableHeaders(matchers.header().toBuilder().setName("x-back"));
        }
        if (dice.chance(0.1)) {
            retry.addRetriableRequestHeaders(matchers.header());
        }
        if (dice.chance(0.2)) {
            retry.setPerTryTimeout(seconds(dice.pick(8, 40)));
        }
        return retry.build();
    }

    private static Duration seconds(int seconds) {
        return Duration.newBuilder().setSeconds(seconds).build();
    }
}
