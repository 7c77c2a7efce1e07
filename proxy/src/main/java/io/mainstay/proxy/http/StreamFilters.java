// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.route.FilterOverride;
import io.mainstay.engine.route.RouteDecision;
import io.mainstay.proxy.filter.FilterStatus;
import io.mainstay.proxy.filter.HttpFilter;
import io.mainstay.proxy.filter.HttpFilterContext;
import io.mainstay.proxy.filter.HttpFilterFactory;
import io.mainstay.proxy.filter.LocalReply;
import io.mainstay.proxy.filter.StreamInfo;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.MessageSink;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The filters of one stream, and the paths of request and response through them. Confined to its event loop. */
final class StreamFilters {
    private final DownstreamStream stream;
    private final HttpConnectionManager manager;
    private final StreamFacts facts;
    private final List<HttpFilter> filters = new ArrayList<>();
    private final Requests requests = new Requests();
    private final Responses responses = new Responses();

    StreamFilters(DownstreamStream stream, HttpConnectionManager manager, StreamFacts facts) {
        this.stream = stream;
        this.manager = manager;
        this.facts = facts;
    }

    /** Makes the filters of a stream whose request headers have arrived. */
    void begin(MessageSink router, MessageSink codec) {
        List<HttpFilterFactory> configured = manager.settings().filters();
        for (int i = 0; i < configured.size(); i++) {
            add(configured.get(i));
        }
        paths(router, codec);
    }

    void beginEmpty(MessageSink router, MessageSink codec) {
        paths(router, codec);
    }

    private void paths(MessageSink router, MessageSink codec) {
        int limit = manager.settings().bufferLimit();
        requests.begin(router, filters.size(), limit);
        responses.begin(codec, filters.size(), limit);
    }

    private void add(HttpFilterFactory factory) {
        Context context = new Context();
        if (stream.route() instanceof RouteDecision.Routed routed) {
            Optional<FilterOverride> override = routed.filterConfig(factory.name());
            if (override.isPresent()) {
                if (!override.get().disabled()) {
                    filters.add(factory.create(override.get(), context));
                }
                return;
            }
        }
        if (factory.enabled()) {
            filters.add(factory.create(context));
        }
    }

    MessageSink requests() {
        return requests;
    }

    MessageSink responses() {
        return responses;
    }

    /** Lets go of the request and of whatever response was held: another response takes its place. */
    void restartForReply(MessageSink codec) {
        requests.stop();
        responses.stop();
        responses.begin(codec, filters.size(), manager.settings().bufferLimit());
    }

    void end() {
        requests.stop();
        responses.stop();
        for (int i = 0; i < filters.size(); i++) {
            filters.get(i).onDestroy();
        }
        filters.clear();
    }

    /** Client to router: first configured filter first. */
    private final class Requests extends FilterPath {
        @Override
        FilterStatus filterHeaders(int index, Headers headers, boolean end) {
            return filters.get(index).onRequestHeaders(headers, end);
        }

        @Override
        FilterStatus filterData(int index, ByteBuf data, boolean end) {
            return filters.get(index).onRequestData(data, end);
        }

        @Override
        FilterStatus filterTrailers(int index, Headers trailers) {
            return filters.get(index).onRequestTrailers(trailers);
        }

        @Override
        void onOverflow() {
            stream.reply(new LocalReply(413, "Payload Too Large", 0, "request_payload_too_large"));
        }

        @Override
        void onFull(boolean now) {
            stream.pressure().requestFiltersFull(now);
        }
    }

    /** Router to client: last configured filter first. */
    private final class Responses extends FilterPath {
        private HttpFilter at(int index) {
            return filters.get(filters.size() - 1 - index);
        }

        @Override
        FilterStatus filterHeaders(int index, Headers headers, boolean end) {
            return at(index).onResponseHeaders(headers, end);
        }

        @Override
        FilterStatus filterData(int index, ByteBuf data, boolean end) {
            return at(index).onResponseData(data, end);
        }

        @Override
        FilterStatus filterTrailers(int index, Headers trailers) {
            return at(index).onResponseTrailers(trailers);
        }

        @Override
        public void interim(Headers headers) {
            last().interim(headers);
        }

        @Override
        void onOverflow() {
            stream.replaceResponse(new LocalReply(500, "Internal Server Error", 0, "response_payload_too_large"));
        }

        @Override
        void onFull(boolean now) {
            stream.pressure().responseFiltersFull(now);
        }
    }

    /** What a filter may ask of its stream. */
    private final class Context implements HttpFilterContext {
        @Override
        public EventLoop loop() {
            return manager.worker().loop();
        }

        @Override
        public StreamInfo info() {
            return facts;
        }

        @Override
        public void continueRequest() {
            requests.resume();
        }

        @Override
        public void continueResponse() {
            responses.resume();
        }

        @Override
        public void reply(LocalReply reply) {
            stream.reply(reply);
        }

        @Override
        public ByteBuf requestBody() {
            return requests.body();
        }

        @Override
        public ByteBuf responseBody() {
            return responses.body();
        }

        @Override
        public void replaceRequestBody(ByteBuf body) {
            requests.replaceBody(body);
        }

        @Override
        public void replaceResponseBody(ByteBuf body) {
            responses.replaceBody(body);
        }

        @Override
        public void clearRoute() {
            stream.clearRoute();
        }
    }
}
