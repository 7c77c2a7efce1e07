// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.demo;

/** What the demo applies: standard resources, as a user would write them. */
final class Manifests {
    private Manifests() {}

    /**
     * Services, strict mTLS, and the way in from outside.
     *
     * @param patience of the gateway with one attempt, such as {@code 1s}; empty: as long as it takes
     * @param attempts after the first, of the gateway; negative: the mesh's default
     */
    static String shop(int ingressPort, String patience, int attempts) {
        String timeouts = patience.isEmpty() ? "" : "    timeouts: {request: 10s, backendRequest: " + patience + "}\n";
        String retry = attempts < 0 ? "" : "    retry: {attempts: " + attempts + ", codes: [502, 503, 504]}\n";
        return service("storefront", "http", 80, "")
                + service("catalog", "http", 80, "")
                + service("reviews", "http", 80, "")
                + service("reviews-v1", "http", 80, "v1")
                + service("reviews-v2", "http", 80, "v2")
                + service("reviews-v3", "http", 80, "v3")
                + service("ratings", "grpc", 9080, "")
                + """
                ---
                apiVersion: security.istio.io/v1
                kind: PeerAuthentication
                metadata: {name: default, namespace: default}
                spec: {mtls: {mode: STRICT}}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: ingress, namespace: default}
                spec:
                  gatewayClassName: mainstay
                  listeners:
                  - {name: web, port: %d, protocol: HTTP}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: storefront, namespace: default}
                spec:
                  parentRefs: [{name: ingress}]
                  rules:
                  - backendRefs: [{name: storefront, port: 80}]
                """.formatted(ingressPort)
                + timeouts
                + retry;
    }

    /** A service; with a version it stands for that version of its application alone. */
    private static String service(String name, String protocol, int port, String version) {
        String selector = version.isEmpty()
                ? ""
                : "  selector: {app: %s, version: %s}\n".formatted(name.substring(0, name.length() - 3), version);
        return """
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: %s, namespace: default}
            spec:
              ports: [{name: %s, port: %d, appProtocol: %s}]
            """.formatted(name, protocol, port, protocol) + selector;
    }

    /** Gateway API: shares of the versions of reviews, for those in the mesh that call reviews. */
    static String reviewsByShare(int v1, int v2, int v3) {
        return """
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: reviews, namespace: default}
            spec:
              parentRefs: [{group: "", kind: Service, name: reviews}]
              rules:
              - backendRefs:
                - {name: reviews-v1, port: 80, weight: %d}
                - {name: reviews-v2, port: 80, weight: %d}
                - {name: reviews-v3, port: 80, weight: %d}
            """.formatted(v1, v2, v3);
    }

    /** SMI: from version 1 to version 2. */
    static String canary(int percent) {
        return """
            ---
            apiVersion: split.smi-spec.io/v1alpha4
            kind: TrafficSplit
            metadata: {name: reviews-canary, namespace: default}
            spec:
              service: reviews
              backends:
              - {service: reviews-v1, weight: %d}
              - {service: reviews-v2, weight: %d}
            """.formatted(100 - percent, percent);
    }

    /** Istio: how often, and after what, calls to a service are tried again. */
    static String retries(String service, int attempts, String perTry, String retryOn) {
        return """
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: %s, namespace: default}
            spec:
              hosts: [%s]
              http:
              - route: [{destination: {host: %s}}]
                retries: {attempts: %d, perTryTimeout: %s, retryOn: "%s"}
            """.formatted(service, service, service, attempts, perTry, retryOn);
    }
}
