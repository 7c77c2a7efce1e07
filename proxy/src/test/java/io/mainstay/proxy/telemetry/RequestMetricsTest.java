// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpProtocol;
import io.mainstay.proxy.stream.KnownHeaders;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

final class RequestMetricsTest {
    private static final String STOREFRONT = "spiffe://mesh.local/ns/shop/sa/storefront";
    private static final String REVIEWS = "spiffe://mesh.local/ns/shop/sa/reviews";
    private static final WorkloadLabels LOCAL = new WorkloadLabels("shop", "reviews-v2", "reviews", "v2", REVIEWS);
    private static final Scope INBOUND = new Scope(true, LOCAL);
    private static final Scope OUTBOUND = new Scope(false, LOCAL);

    private final List<Executor> loops = List.of(Runnable::run, Runnable::run);
    private final RequestMetrics metrics = new RequestMetrics(loops, 8, 1000);
    private final Headers request = Headers.request("GET", "http", "reviews", "/");

    @Test
    void theServersSideNamesTheClientByItsCertificateAndItselfByItsMetadata() {
        observe(INBOUND, 0, FakeStream.answered(200).from(STOREFRONT));

        assertThat(requestsTotal())
                .singleElement()
                .asString()
                .contains("reporter=\"destination\"")
                .contains("source_workload=\"storefront\",source_workload_namespace=\"shop\"")
                .contains("source_principal=\"" + STOREFRONT + "\"")
                .contains("destination_workload=\"reviews-v2\"")
                .contains("destination_principal=\"" + REVIEWS + "\"")
                .contains("destination_version=\"v2\"")
                .contains("destination_service=\"reviews.shop.svc.cluster.local\"")
                .contains("request_protocol=\"http\",response_code=\"200\"")
                .contains("response_flags=\"-\"")
                .contains("connection_security_policy=\"mutual_tls\"")
                .endsWith("} 1");
    }

    @Test
    void theClientsSideNamesTheServiceByItsClusterAndTheServerByItsCertificate() {
        observe(
                OUTBOUND,
                0,
                FakeStream.answered(200)
                        .to("outbound|9080||ratings.shop.svc.cluster.local", "spiffe://mesh.local/ns/shop/sa/ratings"));

        assertThat(requestsTotal())
                .singleElement()
                .asString()
                .contains("reporter=\"source\"")
                .contains("source_workload=\"reviews-v2\"")
                .contains("destination_workload=\"ratings\"")
                .contains("destination_service=\"ratings.shop.svc.cluster.local\"")
                .contains("destination_service_name=\"ratings\",destination_service_namespace=\"shop\"")
                .contains("connection_security_policy=\"mutual_tls\"");
    }

    @Test
    void aPlaintextClientIsUnknownAndCountedAsSuch() {
        observe(INBOUND, 0, FakeStream.answered(200));

        assertThat(requestsTotal())
                .singleElement()
                .asString()
                .contains("source_workload=\"unknown\"")
                .contains("source_principal=\"unknown\"")
                .contains("connection_security_policy=\"none\"");
    }

    @Test
    void cellsOfAllLoopsAreOneSeries() {
        observe(INBOUND, 0, FakeStream.answered(200));
        observe(INBOUND, 1, FakeStream.answered(200));
        observe(INBOUND, 1, FakeStream.answered(503));

        assertThat(requestsTotal()).hasSize(2);
        assertThat(requestsTotal().getFirst()).endsWith("} 2");
    }

    @Test
    void grpcIsToldByContentTypeAndItsStatusByTheTrailers() {
        request.add(KnownHeaders.CONTENT_TYPE, "application/grpc+proto");
        Headers trailers = new Headers();
        trailers.add(KnownHeaders.GRPC_STATUS, "14");
        new StreamMetrics(INBOUND, metrics.table(0))
                .onStreamEnd(FakeStream.answered(200).over(HttpProtocol.HTTP_2), request, trailers, 1);

        assertThat(requestsTotal())
                .singleElement()
                .asString()
                .contains("request_protocol=\"grpc\"")
                .contains("grpc_response_status=\"14\"");
    }

    @Test
    void durationsAreCumulativeBucketsInMilliseconds() {
        var observer = new StreamMetrics(INBOUND, metrics.table(0));
        observer.onStreamEnd(FakeStream.answered(200), request, Headers.response(200), 700_000);
        observer.onStreamEnd(FakeStream.answered(200), request, Headers.response(200), 4_000_000);

        assertThat(lines("istio_request_duration_milliseconds_bucket"))
                .anySatisfy(line -> assertThat(line).contains("le=\"0.5\"} 0"))
                .anySatisfy(line -> assertThat(line).contains("le=\"0.75\"} 1"))
                .anySatisfy(line -> assertThat(line).contains("le=\"5\"} 2"))
                .anySatisfy(line -> assertThat(line).contains("le=\"+Inf\"} 2"));
        assertThat(lines("istio_request_duration_milliseconds_sum"))
                .singleElement()
                .asString()
                .endsWith("} 4.7");
    }

    @Test
    void beyondTheLimitNewPeersAreCountedTogether() {
        for (int i = 0; i < 100; i++) {
            observe(INBOUND, 0, FakeStream.answered(200).from("spiffe://mesh.local/ns/shop/sa/client-" + i));
        }

        assertThat(requestsTotal()).hasSize(9);
        assertThat(requestsTotal().getLast())
                .contains("source_principal=\"unknown\"")
                .endsWith("} 92");
    }

    @Test
    void anIdleSeriesDisappearsAndComesBackFromZero() {
        var observer = new StreamMetrics(INBOUND, metrics.table(0));
        observer.onStreamEnd(FakeStream.answered(200), request, Headers.response(200), 1);
        metrics.expire(0);
        metrics.expire(999);
        assertThat(requestsTotal()).hasSize(1);

        metrics.expire(1000);
        assertThat(requestsTotal()).isEmpty();

        observer.onStreamEnd(FakeStream.answered(200), request, Headers.response(200), 1);
        assertThat(requestsTotal()).singleElement().asString().endsWith("} 1");
    }

    @Test
    void aSeriesThatIsBusyOnOneLoopIsKeptOnAll() {
        observe(INBOUND, 0, FakeStream.answered(200));
        observe(INBOUND, 1, FakeStream.answered(200));
        metrics.expire(0);
        observe(INBOUND, 1, FakeStream.answered(200));
        metrics.expire(1500);

        assertThat(requestsTotal()).singleElement().asString().endsWith("} 3");
    }

    private void observe(Scope scope, int loop, FakeStream stream) {
        new StreamMetrics(scope, metrics.table(loop)).onStreamEnd(stream, request, Headers.response(200), 1_000_000);
    }

    private List<String> requestsTotal() {
        return lines("istio_requests_total");
    }

    private List<String> lines(String name) {
        var text = new PrometheusText();
        metrics.write(text);
        return text.toString()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .toList();
    }
}
