// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.ResponseFlag;
import io.mainstay.engine.core.FormatString;
import io.mainstay.engine.route.HostRewrite;
import io.mainstay.engine.route.PathRewrite;
import io.mainstay.engine.route.RetryDecision.Verdict;
import io.mainstay.engine.route.RouteAction;
import io.mainstay.engine.route.RouteDecision;
import io.mainstay.engine.route.WeightedCluster;
import io.mainstay.proxy.cluster.Cluster;
import io.mainstay.proxy.cluster.Endpoint;
import io.mainstay.proxy.cluster.HoldHook;
import io.mainstay.proxy.filter.LocalReply;
import io.mainstay.proxy.runtime.TimerWheel;
import io.mainstay.proxy.runtime.Worker;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.KnownHeaders;
import io.mainstay.proxy.stream.MessageSink;
import io.mainstay.proxy.stream.ResetReason;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends the request's way through the filters: does what the route says, and for a forwarded request makes attempts until one answers, the retries are spent or
 * the time is up. One per stream object; confined to its event loop.
 */
final class Router implements MessageSink {
    /** What a client asks of this proxy, not of the upstream. */
    private static final long ORDERS = KnownHeaders.X_ENVOY_UPSTREAM_RQ_TIMEOUT_MS.bit()
            | KnownHeaders.X_ENVOY_UPSTREAM_RQ_PER_TRY_TIMEOUT_MS.bit()
            | KnownHeaders.X_ENVOY_MAX_RETRIES.bit()
            | KnownHeaders.X_ENVOY_RETRY_ON.bit()
            | KnownHeaders.X_ENVOY_RETRY_GRPC_ON.bit();

    private final DownstreamStream stream;
    private final HttpConnectionManager manager;
    private final Worker worker;
    private final RequestBody body = new RequestBody();
    private final Retries retries;
    private final UpstreamAttempt attempt;
    private final RequestTimeout timeout = new RequestTimeout();
    private final Backoff backoff = new Backoff();
    private final List<Endpoint> tried = new ArrayList<>(4);
    private @Nullable Cluster cluster;
    private RouteDecision.@Nullable Routed routed;
    private RouteAction.@Nullable ForwardTo forward;
    private HoldHook.@Nullable Hold hold;
    private RouteTimeouts timeouts = RouteTimeouts.NONE;
    private boolean forwarding;
    private boolean committed;

    Router(DownstreamStream stream, HttpConnectionManager manager) {
        this.stream = stream;
        this.manager = manager;
        this.worker = manager.worker();
        this.retries = new Retries(worker);
        this.attempt = new UpstreamAttempt(this, manager);
    }

    DownstreamStream stream() {
        return stream;
    }

    RequestBody body() {
        return body;
    }

    RouteTimeouts timeouts() {
        return timeouts;
    }

    @Override
    public void headers(Headers request, boolean end) {
        if (!(stream.route() instanceof RouteDecision.Routed found)) {
            worker.count(manager.settings().counters().noRoute);
            stream.reply(new LocalReply(404, "", ResponseFlag.NO_ROUTE_FOUND.bit(), "route_not_found"));
            return;
        }
        routed = found;
        switch (found.action()) {
            case RouteAction.Redirect redirect -> {
                LocalReply reply = Rewrites.redirect(request, found.route().match(), redirect);
                if (!(redirect.path() instanceof PathRewrite.Full)) {
                    // As in Envoy: what edits and logs say of the path is what it leads to.
                    rewritePath(request, found, redirect.path());
                }
                stream.reply(reply);
            }
            case RouteAction.DirectResponse direct ->
                stream.reply(new LocalReply(
                        direct.status(),
                        new String(direct.body().toArray(), StandardCharsets.UTF_8),
                        0,
                        "direct_response"));
            case RouteAction.ForwardTo to -> forward(request, found, to, end);
        }
    }

    private void forward(Headers request, RouteDecision.Routed found, RouteAction.ForwardTo to, boolean end) {
        String name = found.cluster(request);
        Cluster target = stream.snapshot().clusters().get(name);
        if (target == null) {
            stream.reply(new LocalReply(
                    to.clusterNotFoundStatus(), "", ResponseFlag.NO_CLUSTER_FOUND.bit(), "cluster_not_found"));
            return;
        }
        stream.facts().cluster(name);
        cluster = target;
        forward = to;
        forwarding = true;
        committed = false;
        tried.clear();
        stream.facts().countAttempt();
        timeouts = RouteTimeouts.of(to, found.retryPolicy(), request);
        retries.begin(found.retryPolicy(), request, target.breaker(to.priority()));
        prepare(request, found, to);
        long limit = found.requestBodyBufferLimit();
        body.begin(limit >= 0 ? limit : Retries.BODY_BYTES, retries.possible() || Retries.idempotent(request));
        if (end) {
            body.endWithHead();
            requestEnded();
        }
        attempt();
    }

    private void prepare(Headers request, RouteDecision.Routed found, RouteAction.ForwardTo to) {
        boolean envoyHeaders = !manager.settings().suppressEnvoyHeaders();
        found.weightedCluster()
                .map(WeightedCluster::hostRewriteLiteral)
                .filter(host -> !host.isEmpty())
                .ifPresent(request::authority);
        if (!found.requestEdits().isEmpty()) {
            manager.editing().apply(found.requestEdits(), request, format -> text(format, DownstreamStream.NO_HEADERS));
        }
        rewriteHost(request, to);
        rewritePath(request, found, to.pathRewrite());
        String expected = timeouts.expectedHeader();
        request.removeAll(ORDERS);
        if (envoyHeaders && !expected.isEmpty()) {
            request.set(KnownHeaders.X_ENVOY_EXPECTED_RQ_TIMEOUT_MS, expected);
        }
    }

    private String text(FormatString format, Headers response) {
        return manager.headerText()
                .of(
                        format,
                        stream.facts(),
                        stream.requestHeaders(),
                        response,
                        worker.timers().nanoTime());
    }

    private void rewritePath(Headers request, RouteDecision.Routed found, PathRewrite rewrite) {
        if (!Rewrites.applies(request.path(), found.route().match(), rewrite)) {
            return;
        }
        String path = Rewrites.path(request.path(), found.route().match(), rewrite);
        if (!manager.settings().suppressEnvoyHeaders()) {
            request.set(KnownHeaders.X_ENVOY_ORIGINAL_PATH, request.path());
        }
        request.path(path);
    }

    private void rewriteHost(Headers request, RouteAction.ForwardTo to) {
        switch (to.hostRewrite()) {
            case HostRewrite.None _, HostRewrite.Auto _ -> {}
            case HostRewrite.Literal(String host) -> rewriteHost(request, host, to);
            case HostRewrite.Header(String header) -> {
                String value = request.header(header);
                rewriteHost(request, value == null ? "" : value, to);
            }
            case HostRewrite.PathRegex(var regex) -> {
                String path = request.path();
                int query = path.indexOf('?');
                rewriteHost(request, regex.apply(query < 0 ? path : path.substring(0, query)), to);
            }
        }
    }

    /** Replaces the host, keeping what it was in the headers meant for that. */
    private void rewriteHost(Headers request, String host, RouteAction.ForwardTo to) {
        if (host.isEmpty()) {
            return;
        }
        String before = request.authority();
        if (to.appendForwardedHost() && !before.isEmpty()) {
            String forwarded = request.joined(KnownHeaders.X_FORWARDED_HOST);
            if (forwarded == null) {
                request.set(KnownHeaders.X_FORWARDED_HOST, before);
            } else if (!forwarded
                    .substring(forwarded.lastIndexOf(',') + 1)
                    .strip()
                    .equals(before)) {
                request.set(KnownHeaders.X_FORWARDED_HOST, forwarded + "," + before);
            }
        }
        if (!manager.settings().suppressEnvoyHeaders()) {
            request.set(KnownHeaders.X_ENVOY_ORIGINAL_HOST, before);
        }
        request.authority(host);
    }

    @Override
    public void data(ByteBuf data, boolean end) {
        if (!forwarding) {
            data.release();
            return;
        }
        MessageSink to = attempt.sink();
        body.data(data, end, to);
        if (to == null && body.full()) {
            stream.pressure().bodyFull(true);
        }
        if (end) {
            requestEnded();
        }
    }

    @Override
    public void trailers(Headers trailers) {
        if (forwarding) {
            body.trailers(trailers, attempt.sink());
            requestEnded();
        }
    }

    private void requestEnded() {
        if (timeouts.globalNanos() > 0 && forwarding) {
            worker.timers().arm(timeout, timeouts.globalNanos());
        }
    }

    /** Makes an attempt with the next endpoint. */
    private void attempt() {
        Cluster target = cluster;
        RouteAction.ForwardTo to = forward;
        RouteDecision.Routed found = routed;
        if (target == null || to == null || found == null) {
            throw new IllegalStateException("no route to attempt");
        }
        Optional<Endpoint> chosen = target.choose(worker, tried);
        if (chosen.isEmpty()) {
            Optional<HoldHook.Hold> held = target.holdHook().hold(target, this::resumeHeld);
            if (held.isPresent()) {
                hold = held.get();
            } else {
                fail(503, "no healthy upstream", ResponseFlag.NO_HEALTHY_UPSTREAM.bit(), "no_healthy_upstream");
            }
            return;
        }
        Endpoint endpoint = chosen.get();
        if (found.retryPolicy().avoidPreviousHosts()) {
            tried.add(endpoint);
        }
        stream.facts().upstream(endpoint);
        Headers request = stream.requestHeaders();
        if (found.virtualHost().attemptCountInRequest()) {
            request.set(
                    KnownHeaders.X_ENVOY_ATTEMPT_COUNT,
                    Integer.toString(stream.facts().attempts()));
        }
        boolean first = stream.facts().attempts() == 1;
        if (to.hostRewrite() instanceof HostRewrite.Auto && !endpoint.hostname().isEmpty()) {
            if (first) {
                rewriteHost(request, endpoint.hostname(), to);
            } else {
                request.authority(endpoint.hostname());
            }
        }
        if (!first && request.contains(KnownHeaders.X_ENVOY_EXPECTED_RQ_TIMEOUT_MS)) {
            long elapsed = worker.timers().nanoTime() - stream.facts().startNanos();
            request.set(KnownHeaders.X_ENVOY_EXPECTED_RQ_TIMEOUT_MS, timeouts.expectedHeader(elapsed));
        }
        attempt.begin(target, endpoint, to.priority());
    }

    private void resumeHeld() {
        hold = null;
        if (forwarding) {
            attempt();
        }
    }

    /** An attempt has a connection and has sent its head: the body may follow. */
    void onAttemptReady() {
        stream.pressure().bodyFull(false);
    }

    /** The response's head. True when the attempt goes on; false when it was given up for another. */
    boolean onResponseHeaders(Headers response, boolean end) {
        if (!committed) {
            Verdict verdict = retries.onResponse(response, body.replayable());
            if (verdict == Verdict.RETRY) {
                retry();
                return false;
            }
            if (verdict == Verdict.LIMIT) {
                stream.facts().flag(ResponseFlag.UPSTREAM_RETRY_LIMIT_EXCEEDED.bit(), "");
            }
            commit();
            stream.facts().flag(0, "via_upstream");
        }
        RouteDecision.Routed found = routed;
        if (found != null) {
            if (!manager.settings().suppressEnvoyHeaders()) {
                response.set(KnownHeaders.X_ENVOY_UPSTREAM_SERVICE_TIME, SmallNumbers.text(attempt.elapsedMillis()));
            }
            if (found.virtualHost().attemptCountInResponse()) {
                response.set(
                        KnownHeaders.X_ENVOY_ATTEMPT_COUNT,
                        Integer.toString(stream.facts().attempts()));
            }
            stream.editResponse(response);
        }
        return true;
    }

    /** The response goes to the client: there will be no other attempt. */
    private void commit() {
        committed = true;
        stream.facts().flag(0, "via_upstream");
        retries.end();
        if (attempt.sink() != null) {
            body.forget();
        }
    }

    private void retry() {
        attempt.cancel();
        stream.facts().clearFlags();
        stream.facts().countAttempt();
        long wait = retries.backoffNanos();
        if (wait <= 0) {
            attempt();
        } else {
            worker.timers().arm(backoff, wait);
        }
    }

    /** The attempt failed without a complete response. */
    void onAttemptReset(ResetReason reason, String details) {
        if (committed) {
            stream.facts().flag(ResetReplies.flag(reason), ResetReplies.details(reason));
            stream.resetDownstream(
                    reason == ResetReason.PROTOCOL_ERROR ? ResetReason.PROTOCOL_ERROR : ResetReason.LOCAL_RESET);
            return;
        }
        if (reason == ResetReason.REUSED_CONNECTION_TERMINATION
                && body.replayable()
                && Retries.idempotent(stream.requestHeaders())
                && retries.takeReuseChance()) {
            attempt.cancel();
            stream.facts().countAttempt();
            attempt();
            return;
        }
        Verdict verdict = retries.onReset(reason, body.replayable());
        if (verdict == Verdict.RETRY) {
            retry();
            return;
        }
        long flags = ResetReplies.flag(reason)
                | (verdict == Verdict.LIMIT ? ResponseFlag.UPSTREAM_RETRY_LIMIT_EXCEEDED.bit() : 0);
        fail(
                ResetReplies.status(reason),
                ResetReplies.body(reason, stream.facts().attempts()),
                flags,
                ResetReplies.details(reason, details));
    }

    /** The attempt took longer than a try may. */
    void onPerTryTimeout() {
        Verdict verdict = committed ? Verdict.NOT_ASKED_FOR : retries.onTimeout(body.replayable());
        if (verdict == Verdict.RETRY) {
            retry();
        } else {
            long flags = ResponseFlag.UPSTREAM_REQUEST_TIMEOUT.bit()
                    | (verdict == Verdict.LIMIT ? ResponseFlag.UPSTREAM_RETRY_LIMIT_EXCEEDED.bit() : 0);
            fail(504, "upstream request timeout", flags, "upstream_per_try_timeout");
        }
    }

    private void fail(int status, String text, long flags, String details) {
        RouteDecision.Routed found = routed;
        boolean counted = found != null && found.virtualHost().attemptCountInResponse();
        stream.reply(new LocalReply(status, text, flags, details, counted ? attemptCount() : List.of()));
    }

    private List<LocalReply.Field> attemptCount() {
        return List.of(new LocalReply.Field(
                KnownHeaders.X_ENVOY_ATTEMPT_COUNT,
                Integer.toString(stream.facts().attempts())));
    }

    /** The response is complete. */
    void onResponseEnd() {
        worker.timers().rest(timeout);
    }

    /** Stops everything: the stream is over or answered otherwise. */
    void abandon() {
        worker.timers().rest(timeout);
        worker.timers().rest(backoff);
        if (!forwarding) {
            return;
        }
        forwarding = false;
        HoldHook.Hold waiting = hold;
        if (waiting != null) {
            hold = null;
            waiting.cancel();
        }
        attempt.cancel();
        retries.end();
        body.release();
        tried.clear();
        cluster = null;
        routed = null;
        forward = null;
    }

    /** The route's timeout: from the end of the request to the end of the response, over all attempts. */
    private final class RequestTimeout extends TimerWheel.Timeout {
        @Override
        protected void expired() {
            attempt.timedOut();
            fail(
                    504,
                    "upstream request timeout",
                    ResponseFlag.UPSTREAM_REQUEST_TIMEOUT.bit(),
                    "upstream_response_timeout");
        }
    }

    /** The wait before a retry. */
    private final class Backoff extends TimerWheel.Timeout {
        @Override
        protected void expired() {
            if (forwarding) {
                attempt();
            }
        }
    }
}
