// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import com.google.re2j.Pattern;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatchAndSubstitute;
import io.mainstay.controlplane.state.HeaderEdits;
import io.mainstay.controlplane.state.HttpAction;
import io.mainstay.controlplane.state.HttpMatch;
import io.mainstay.controlplane.state.ServicePortName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Actions, in Envoy's words, with the mesh's defaults for retries. */
final class RouteActions {
    /** Failures after which the request certainly did not run, or says of itself that it may run again. */
    private static final String SAFE_RETRIES =
            "connect-failure,refused-stream,unavailable,cancelled,reset-before-request";

    private static final int DEFAULT_RETRIES = 2;

    private RouteActions() {}

    /** The parts of a route that are not its match; {@code host} becomes the authority unless the action sets one. */
    static Route of(HttpAction action, HttpMatch match, Optional<String> host) {
        return switch (action) {
            case HttpAction.Forward forward -> forward(forward, match, host);
            case HttpAction.Redirect redirect -> redirect(redirect, match);
            case HttpAction.Answer(int status, String body) -> {
                DirectResponseAction.Builder answer =
                        DirectResponseAction.newBuilder().setStatus(status);
                if (!body.isEmpty()) {
                    answer.setBody(DataSource.newBuilder().setInlineString(body));
                }
                yield Route.newBuilder().setDirectResponse(answer).build();
            }
        };
    }

    private static Route forward(HttpAction.Forward forward, HttpMatch match, Optional<String> host) {
        RouteAction.Builder action = RouteAction.newBuilder()
                .setTimeout(Wire.duration(forward.timeout().orElse(java.time.Duration.ZERO)))
                .setRetryPolicy(retries(forward.retries()));
        forward.rewrite().host().or(() -> host).ifPresent(action::setHostRewriteLiteral);
        rewrite(forward.rewrite().path(), match, action);
        List<HttpAction.Backend> backends = forward.backends().stream()
                .filter(backend -> backend.weight() > 0)
                .toList();
        Route.Builder route = Route.newBuilder();
        boolean edited = backends.stream()
                .anyMatch(backend -> !backend.requestHeaders().equals(HeaderEdits.NONE)
                        || !backend.responseHeaders().equals(HeaderEdits.NONE));
        if (backends.size() == 1 && !edited) {
            action.setCluster(cluster(backends.getFirst()));
        } else {
            action.setWeightedClusters(weighted(backends));
        }
        HeaderEdits request = forward.requestHeaders();
        HeaderEdits response = forward.responseHeaders();
        return route.setRoute(action)
                .addAllRequestHeadersToAdd(additions(request))
                .addAllRequestHeadersToRemove(request.remove())
                .addAllResponseHeadersToAdd(additions(response))
                .addAllResponseHeadersToRemove(response.remove())
                .build();
    }

    private static String cluster(HttpAction.Backend backend) {
        return Names.outboundCluster(new ServicePortName(backend.service(), backend.port()));
    }

    private static WeightedCluster weighted(List<HttpAction.Backend> backends) {
        WeightedCluster.Builder weighted = WeightedCluster.newBuilder();
        for (HttpAction.Backend backend : backends) {
            weighted.addClusters(WeightedCluster.ClusterWeight.newBuilder()
                    .setName(cluster(backend))
                    .setWeight(Wire.uint(backend.weight()))
                    .addAllRequestHeadersToAdd(additions(backend.requestHeaders()))
                    .addAllRequestHeadersToRemove(backend.requestHeaders().remove())
                    .addAllResponseHeadersToAdd(additions(backend.responseHeaders()))
                    .addAllResponseHeadersToRemove(backend.responseHeaders().remove()));
        }
        return weighted.build();
    }

    private static List<HeaderValueOption> additions(HeaderEdits edits) {
        List<HeaderValueOption> options = new ArrayList<>();
        edits.set()
                .forEach((name, value) -> options.add(
                        option(name, value, HeaderValueOption.HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)));
        edits.add()
                .forEach((name, value) ->
                        options.add(option(name, value, HeaderValueOption.HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD)));
        return options;
    }

    /** Percent signs are Envoy's format commands; a resource means them literally. */
    private static HeaderValueOption option(String name, String value, HeaderValueOption.HeaderAppendAction append) {
        return HeaderValueOption.newBuilder()
                .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value.replace("%", "%%")))
                .setAppendAction(append)
                .build();
    }

    private static void rewrite(HttpAction.PathEdit edit, HttpMatch match, RouteAction.Builder action) {
        switch (edit.kind()) {
            case KEEP -> {}
            case FULL -> action.setRegexRewrite(substitute(".*", edit.value()));
            case PREFIX -> {
                String bare = RouteMatches.bare(match.path().value());
                boolean segments = match.path().kind() == HttpMatch.PathKind.SEGMENTS;
                if (segments && RouteMatches.bare(edit.value()).isEmpty()) {
                    action.setRegexRewrite(substitute("^" + Pattern.quote(bare) + "/?(.*)", "/\\1"));
                } else {
                    action.setPrefixRewrite(segments ? segmentsRewrite(edit.value(), bare) : edit.value());
                }
            }
        }
    }

    /** Segments keep the slash after the prefix, unless the prefix is the root, whose slash is the prefix. */
    private static String segmentsRewrite(String value, String barePrefix) {
        String bare = RouteMatches.bare(value);
        return barePrefix.isEmpty() ? bare + "/" : bare;
    }

    private static RegexMatchAndSubstitute substitute(String regex, String substitution) {
        return RegexMatchAndSubstitute.newBuilder()
                .setPattern(RouteMatches.regex(regex))
                .setSubstitution(substitution)
                .build();
    }

    private static RetryPolicy retries(Optional<HttpAction.Retries> asked) {
        int attempts = asked.map(HttpAction.Retries::attempts)
                .filter(written -> written >= 0)
                .orElse(DEFAULT_RETRIES);
        String on = asked.map(HttpAction.Retries::on)
                .filter(words -> !words.isEmpty())
                .orElse(SAFE_RETRIES);
        RetryPolicy.Builder policy = RetryPolicy.newBuilder()
                .setRetryOn(on)
                .setNumRetries(Wire.uint(attempts))
                .addRetryHostPredicate(RetryPolicy.RetryHostPredicate.newBuilder()
                        .setName("envoy.retry_host_predicates.previous_hosts")
                        .setTypedConfig(Wire.any(
                                "envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate",
                                PreviousHostsPredicate.getDefaultInstance())))
                .setHostSelectionRetryMaxAttempts(3);
        asked.flatMap(HttpAction.Retries::perTryTimeout)
                .ifPresent(each -> policy.setPerTryTimeout(Wire.duration(each)));
        asked.flatMap(HttpAction.Retries::backOff)
                .filter(base -> !base.isZero())
                .ifPresent(base -> policy.setRetryBackOff(
                        RetryPolicy.RetryBackOff.newBuilder().setBaseInterval(Wire.duration(base))));
        List<Integer> statuses = asked.map(HttpAction.Retries::statuses).orElse(List.of());
        if (!statuses.isEmpty()) {
            policy.addAllRetriableStatusCodes(statuses).setRetryOn(on + ",retriable-status-codes");
        }
        return policy.build();
    }

    private static Route redirect(HttpAction.Redirect redirect, HttpMatch match) {
        RedirectAction.Builder action = RedirectAction.newBuilder()
                .setResponseCode(
                        switch (redirect.status()) {
                            case 301 -> RedirectAction.RedirectResponseCode.MOVED_PERMANENTLY;
                            case 303 -> RedirectAction.RedirectResponseCode.SEE_OTHER;
                            case 307 -> RedirectAction.RedirectResponseCode.TEMPORARY_REDIRECT;
                            case 308 -> RedirectAction.RedirectResponseCode.PERMANENT_REDIRECT;
                            default -> RedirectAction.RedirectResponseCode.FOUND;
                        });
        redirect.scheme().ifPresent(action::setSchemeRedirect);
        redirect.host().ifPresent(action::setHostRedirect);
        if (redirect.port() > 0) {
            action.setPortRedirect(redirect.port());
        }
        switch (redirect.path().kind()) {
            case KEEP -> {}
            case FULL -> action.setPathRedirect(redirect.path().value());
            case PREFIX -> {
                boolean root = RouteMatches.bare(match.path().value()).isEmpty();
                String bare = RouteMatches.bare(redirect.path().value());
                action.setPrefixRewrite(root || bare.isEmpty() ? bare + "/" : bare);
            }
        }
        return Route.newBuilder()
                .setRedirect(action)
                .addAllResponseHeadersToAdd(additions(redirect.responseHeaders()))
                .addAllResponseHeadersToRemove(redirect.responseHeaders().remove())
                .build();
    }
}
