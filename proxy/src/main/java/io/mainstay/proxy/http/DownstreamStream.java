// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.ResponseFlag;
import io.mainstay.engine.listener.HttpTimeouts;
import io.mainstay.engine.listener.PathOptions;
import io.mainstay.engine.listener.RouteSource;
import io.mainstay.engine.route.RouteAction;
import io.mainstay.engine.route.RouteDecision;
import io.mainstay.engine.route.RouteTable;
import io.mainstay.proxy.config.ProxySnapshot;
import io.mainstay.proxy.filter.LocalReply;
import io.mainstay.proxy.runtime.TimerWheel;
import io.mainstay.proxy.runtime.Worker;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpProtocol;
import io.mainstay.proxy.stream.HttpStream;
import io.mainstay.proxy.stream.KnownHeaders;
import io.mainstay.proxy.stream.MessageSink;
import io.mainstay.proxy.stream.ResetReason;
import io.mainstay.proxy.stream.StreamListener;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response on the downstream side: takes the request from the codec through the filters to the router, and the response, or a local
 * reply, back through them. Used again for other streams once it is over. Confined to its event loop.
 */
final class DownstreamStream implements StreamListener, LocalReplies.Edits {
    static final Headers NO_HEADERS = new Headers();

    private final HttpConnectionManager manager;
    private final Worker worker;
    private final StreamFacts facts = new StreamFacts();
    private final Pressure pressure = new Pressure();
    private final StreamFilters filters;
    private final Router router;
    private final Incoming incoming = new Incoming();
    private final Outgoing outgoing = new Outgoing();
    private final IdleTimeout idle = new IdleTimeout();
    private final MaxDuration maxDuration = new MaxDuration();
    private final RequestTimeout requestTimeout = new RequestTimeout();

    private @Nullable HttpConnection connection;
    private @Nullable HttpStream codec;
    private Headers request = NO_HEADERS;
    private @Nullable Headers response;
    private ProxySnapshot snapshot = ProxySnapshot.EMPTY;
    private RouteDecision decision = RouteDecision.Unrouted.NO_VIRTUAL_HOST;
    private boolean routeChosen;
    private boolean open;
    private boolean requestEnded;
    private boolean responseBegun;
    private long idleNanos;

    DownstreamStream(HttpConnectionManager manager) {
        this.manager = manager;
        this.worker = manager.worker();
        this.router = new Router(this, manager);
        this.filters = new StreamFilters(this, manager, facts);
    }

    void begin(HttpConnection carrier, HttpStream exchange) {
        connection = carrier;
        codec = exchange;
        response = null;
        snapshot = manager.loop().snapshots().current();
        routeChosen = false;
        open = true;
        requestEnded = false;
        responseBegun = false;
        facts.begin(carrier, worker.timers().nanoTime());
        exchange.listener(this);
        HttpTimeouts timeouts = manager.settings().config().timeouts();
        exchange.flushTimeout(
                timeouts.streamFlush().orElse(timeouts.streamIdle()).toNanos());
        pressure.begin(exchange.reads());
    }

    MessageSink request() {
        return incoming;
    }

    /** Where the router puts the response. */
    MessageSink response() {
        return filters.responses();
    }

    Headers requestHeaders() {
        return request;
    }

    ProxySnapshot snapshot() {
        return snapshot;
    }

    StreamFacts facts() {
        return facts;
    }

    Pressure pressure() {
        return pressure;
    }

    boolean open() {
        return open;
    }

    boolean responseBegun() {
        return responseBegun;
    }

    HttpConnection connection() {
        HttpConnection carrier = connection;
        if (carrier == null) {
            throw new IllegalStateException("stream has no connection");
        }
        return carrier;
    }

    private HttpStream codec() {
        HttpStream exchange = codec;
        if (exchange == null) {
            throw new IllegalStateException("stream has no codec");
        }
        return exchange;
    }

    /** The route, chosen when first asked for. */
    RouteDecision route() {
        if (!routeChosen) {
            routeChosen = true;
            RouteTable table =
                    switch (manager.settings().config().routes()) {
                        case RouteSource.Inline(RouteTable inline) -> inline;
                        case RouteSource.Rds rds -> snapshot.routeTables().get(rds.routeConfigName());
                    };
            decision = table == null ? RouteDecision.Unrouted.NO_VIRTUAL_HOST : table.decide(request, worker);
            facts.route(decision);
        }
        return decision;
    }

    void clearRoute() {
        routeChosen = false;
    }

    /** The request on its way from the codec to the filters. */
    private final class Incoming implements MessageSink {
        @Override
        public void headers(Headers headers, boolean end) {
            request = headers.retain();
            requestEnded = end;
            facts.request(request);
            if (end) {
                facts.requestEnded(facts.startNanos());
            } else {
                armRequestTimeout();
            }
            ManagerSettings settings = manager.settings();
            worker.count(settings.counters().requests);
            worker.count(settings.counters().requestsActive);
            if (overloaded(settings) || !admit(settings)) {
                return;
            }
            manager.requestRules()
                    .apply(request, settings, connection().info(), connection().peerText());
            connection().forwardClientCert(request);
            if (!admitUpgrade(settings)) {
                return;
            }
            if (misdirected(settings)) {
                refuse(new LocalReply(403, "Forbidden", 0, "https_over_cleartext"));
                return;
            }
            schemeFromProxies();
            armTimeouts(settings);
            filters.begin(router, outgoing);
            filters.requests().headers(request, end);
        }

        @Override
        public void data(ByteBuf data, boolean end) {
            requestEnded |= end;
            if (!open) {
                data.release();
                return;
            }
            facts.addRequestBytes(data.readableBytes());
            if (end) {
                ended();
            }
            touch();
            filters.requests().data(data, end);
        }

        @Override
        public void trailers(Headers trailers) {
            requestEnded = true;
            if (open) {
                ended();
                touch();
                filters.requests().trailers(trailers);
            }
        }

        private void armRequestTimeout() {
            long nanos = manager.settings().config().timeouts().request().toNanos();
            // What was a request and becomes a tunnel never ends.
            if (nanos > 0 && request.upgrade() == null) {
                worker.timers().arm(requestTimeout, facts.startNanos(), nanos);
            }
        }

        private void ended() {
            worker.timers().disarm(requestTimeout);
            facts.requestEnded(worker.timers().nanoTime());
        }
    }

    /** Whether the process has no memory for more; then the request was answered, and its connection ends. */
    private boolean overloaded(ManagerSettings settings) {
        if (!worker.overload().refusesRequests()) {
            return false;
        }
        worker.count(settings.counters().overloaded);
        connection().drain();
        refuseUnrouted(new LocalReply(503, "overloaded", ResponseFlag.OVERLOAD_MANAGER.bit(), "overload"));
        return true;
    }

    /** Path rules; false when the request was answered. */
    private boolean admit(ManagerSettings settings) {
        PathOptions paths = settings.config().paths();
        if (paths.normalize()
                || paths.mergeSlashes()
                || paths.escapedSlashes() != PathOptions.EscapedSlashes.KEEP_UNCHANGED) {
            Optional<String> path = PathRules.normalize(request.path(), paths);
            if (path.isEmpty()) {
                refuseUnrouted(new LocalReply(400, "", 0, "path_normalization_failed"));
                return false;
            }
            boolean escaped = PathRules.hasEscapedSlash(request.path());
            if (!path.get().equals(request.path())) {
                request.path(path.get());
            }
            boolean redirect = paths.escapedSlashes() == PathOptions.EscapedSlashes.UNESCAPE_AND_REDIRECT && escaped;
            if (redirect && GrpcStatus.isGrpc(request)) {
                refuseUnrouted(new LocalReply(400, "", 0, "path_normalization_failed"));
                return false;
            }
            if (redirect) {
                refuseUnrouted(Rewrites.redirectTo(307, path.get(), "path_normalization_redirect"));
                return false;
            }
        }
        return true;
    }

    private boolean admitUpgrade(ManagerSettings settings) {
        String upgrade = request.upgrade();
        if (upgrade != null && route() instanceof RouteDecision.Routed && !upgradeAllowed(settings, upgrade)) {
            refuse(new LocalReply(403, "", 0, "upgrade_failed"));
            return false;
        }
        if (request.method().equals("CONNECT") && upgrade == null) {
            refuse(new LocalReply(404, "", ResponseFlag.NO_ROUTE_FOUND.bit(), "connect_not_supported"));
            return false;
        }
        return true;
    }

    /** An HTTP/1.1 request has no scheme of its own: what proxies before us say it came by counts, as in Envoy. */
    private void schemeFromProxies() {
        if (facts.protocol() == HttpProtocol.HTTP_1_1 && request.scheme().equals("http")) {
            String before = request.value(KnownHeaders.X_FORWARDED_PROTO);
            if (before != null && before.equalsIgnoreCase("https")) {
                request.scheme("https");
            }
        }
    }

    /** RFC 9110 section 4.2.2: what an https URI names is not to be had without TLS; at the edge nobody before us can have taken it off. */
    private boolean misdirected(ManagerSettings settings) {
        return settings.forwarding().useRemoteAddress()
                && !connection().info().secure()
                && facts.protocol() == HttpProtocol.HTTP_1_1
                && request.scheme().equals("https")
                && route() instanceof RouteDecision.Routed found
                && !found.virtualHost().requireTls();
    }

    private boolean upgradeAllowed(ManagerSettings settings, String upgrade) {
        Boolean configured = settings.upgrades().get(upgrade);
        if (route() instanceof RouteDecision.Routed routed
                && routed.action() instanceof RouteAction.ForwardTo forward) {
            Boolean routes = forward.upgrades().get(upgrade);
            return routes != null ? routes : configured != null && configured;
        }
        return configured != null && configured;
    }

    /** A reply to a path that routes are not asked about. */
    private void refuseUnrouted(LocalReply reply) {
        filters.beginEmpty(router, outgoing);
        reply(reply);
    }

    /** A reply before the filters were set up. Of routes only those that forward have a say in it, as in Envoy. */
    private void refuse(LocalReply reply) {
        routeChosen = route() instanceof RouteDecision.Routed found && found.action() instanceof RouteAction.ForwardTo;
        filters.beginEmpty(router, outgoing);
        reply(reply);
    }

    private void armTimeouts(ManagerSettings settings) {
        HttpTimeouts timeouts = settings.config().timeouts();
        Optional<Duration> ofRoute = Optional.empty();
        Optional<Duration> flushOfRoute = Optional.empty();
        Optional<Duration> maxOfRoute = Optional.empty();
        if (route() instanceof RouteDecision.Routed routed
                && routed.action() instanceof RouteAction.ForwardTo forward) {
            ofRoute = forward.idleTimeout();
            flushOfRoute = forward.flushTimeout();
            maxOfRoute = forward.maxStreamDuration();
        }
        Duration idleFor = ofRoute.orElse(timeouts.streamIdle());
        codec().flushTimeout(flushOfRoute
                .orElse(timeouts.streamFlush().orElse(idleFor))
                .toNanos());
        idleNanos = idleFor.toNanos();
        if (idleNanos > 0) {
            worker.timers().arm(idle, facts.startNanos(), idleNanos);
        }
        long max = maxOfRoute.orElse(timeouts.maxStreamDuration()).toNanos();
        if (max > 0) {
            worker.timers().arm(maxDuration, facts.startNanos(), max);
        }
    }

    private void touch() {
        if (idleNanos > 0 && open) {
            worker.timers().arm(idle, idleNanos);
        }
    }

    /** The response on its way from the filters to the codec. */
    private final class Outgoing implements MessageSink {
        @Override
        public void headers(Headers headers, boolean end) {
            if (!open) {
                return;
            }
            responseBegun = true;
            response = headers.retain();
            facts.status(headers.status());
            ResponseRules.apply(headers, request, manager);
            worker.count(manager.settings().counters().statusClass(headers.status()));
            codec().out().headers(headers, end);
            after(end);
        }

        @Override
        public void data(ByteBuf data, boolean end) {
            if (!open) {
                data.release();
                return;
            }
            facts.addResponseBytes(data.readableBytes());
            touch();
            codec().out().data(data, end);
            after(end);
        }

        @Override
        public void trailers(Headers trailers) {
            if (open) {
                facts.trailers(trailers);
                codec().out().trailers(trailers);
                after(true);
            }
        }

        @Override
        public void interim(Headers headers) {
            if (open && !responseBegun) {
                codec().out().interim(headers);
            }
        }

        private void after(boolean end) {
            if (end && open) {
                if (!requestEnded) {
                    // Answered early: what is left of the request is not wanted.
                    codec().reset(ResetReason.LOCAL_RESET);
                }
                finish();
            }
        }
    }

    /** Does to a response's head what the route says; to the proxy's own answers too, as Envoy has it. */
    @Override
    public void editResponse(Headers head) {
        if (routeChosen
                && decision instanceof RouteDecision.Routed found
                && !found.responseEdits().isEmpty()) {
            manager.editing()
                    .apply(
                            found.responseEdits(),
                            head,
                            format -> manager.headerText()
                                    .of(
                                            format,
                                            facts,
                                            request,
                                            head,
                                            worker.timers().nanoTime()));
        }
    }

    /** Answers the stream, or resets it when an answer has begun. */
    void reply(LocalReply reply) {
        if (!open) {
            return;
        }
        facts.flag(reply.flags(), reply.details());
        if (responseBegun) {
            resetDownstream(ResetReason.LOCAL_RESET);
            return;
        }
        router.abandon();
        filters.restartForReply(outgoing);
        LocalReplies.send(reply, request, this, filters.responses());
    }

    /** Puts a local reply in place of a response that has not been sent yet, past the filters, which have seen it. */
    void replaceResponse(LocalReply reply) {
        if (open && !responseBegun) {
            facts.flag(reply.flags(), reply.details());
            router.abandon();
            filters.restartForReply(outgoing);
            LocalReplies.send(reply, request, this, outgoing);
        }
    }

    /** Gives up a stream whose answer has begun. */
    void resetDownstream(ResetReason reason) {
        if (open) {
            codec().reset(reason);
            router.abandon();
            finish();
        }
    }

    @Override
    public void onReset(ResetReason reason) {
        if (!open) {
            return;
        }
        worker.count(manager.settings().counters().resets);
        boolean connectionEnded = reason == ResetReason.CONNECTION_TERMINATION;
        if (reason == ResetReason.PROTOCOL_ERROR) {
            facts.flag(ResponseFlag.DOWNSTREAM_PROTOCOL_ERROR.bit(), "http1.codec_error");
        } else {
            facts.flag(
                    connectionEnded
                            ? ResponseFlag.DOWNSTREAM_CONNECTION_TERMINATION.bit()
                            : ResponseFlag.DOWNSTREAM_REMOTE_RESET.bit(),
                    connectionEnded ? "downstream_remote_disconnect" : "http2.remote_reset");
        }
        router.abandon();
        finish();
    }

    @Override
    public void onWriteBlocked() {
        pressure.clientFull(true);
    }

    @Override
    public void onWriteUnblocked() {
        pressure.clientFull(false);
    }

    private void finish() {
        open = false;
        worker.timers().rest(idle);
        worker.timers().rest(maxDuration);
        worker.timers().disarm(requestTimeout);
        router.abandon();
        pressure.end();
        filters.end();
        worker.count(manager.settings().counters().requestsActive, -1);
        Headers sent = response;
        manager.observer()
                .onStreamEnd(
                        facts,
                        request,
                        sent == null ? NO_HEADERS : sent,
                        worker.timers().nanoTime() - facts.startNanos());
        facts.end();
        Headers received = request;
        request = NO_HEADERS;
        response = null;
        if (received != NO_HEADERS) {
            received.release();
        }
        if (sent != null) {
            sent.release();
        }
        snapshot = ProxySnapshot.EMPTY;
        HttpConnection carrier = connection();
        codec = null;
        carrier.streamEnded();
        manager.giveStream(this);
    }

    /** Nothing moved for too long. */
    private final class IdleTimeout extends TimerWheel.Timeout {
        @Override
        protected void expired() {
            worker.count(manager.settings().counters().idleTimeouts);
            boolean waitsForClient = !requestEnded;
            reply(new LocalReply(
                    waitsForClient ? 408 : 504,
                    "stream timeout",
                    ResponseFlag.STREAM_IDLE_TIMEOUT.bit(),
                    "stream_idle_timeout"));
        }
    }

    /** The request has not ended in time. */
    private final class RequestTimeout extends TimerWheel.Timeout {
        @Override
        protected void expired() {
            worker.count(manager.settings().counters().requestTimeouts);
            reply(new LocalReply(408, "request timeout", 0, "request_overall_timeout"));
        }
    }

    /** The stream has lasted longer than it may. */
    private final class MaxDuration extends TimerWheel.Timeout {
        @Override
        protected void expired() {
            reply(new LocalReply(
                    requestEnded ? 504 : 408,
                    "downstream duration timeout",
                    ResponseFlag.DURATION_TIMEOUT.bit(),
                    "max_duration_timeout"));
        }
    }
}
