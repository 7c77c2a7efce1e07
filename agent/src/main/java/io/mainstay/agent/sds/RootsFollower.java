// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.sds;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.grpc.ManagedChannel;
import io.mainstay.agent.identity.HostIdentities;
import io.mainstay.security.MalformedCredentialException;
import io.mainstay.security.TrustBundle;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.client.Interest;
import io.mainstay.xds.client.Ticket;
import io.mainstay.xds.grpc.DiscoveryClient;
import io.mainstay.xds.grpc.Scheduler;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns from the control plane which roots to trust, as soon as that changes: subscribes to the secret {@code ROOTCA}. A bundle that
 * cannot be read or kept is refused and the one before stays.
 */
final class RootsFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RootsFollower.class);

    private final HostIdentities identities;

    /** What a stream still says after the end is of no interest. */
    private final ExecutorService executor = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofVirtual().name("roots").factory(),
            new ThreadPoolExecutor.DiscardPolicy());

    private final DiscoveryClient client;

    RootsFollower(
            ManagedChannel channel,
            String host,
            HostIdentities identities,
            Scheduler scheduler,
            RandomGenerator random) {
        this.identities = identities;
        this.client = new DiscoveryClient(
                channel,
                new DiscoveryClient.Settings(
                        DiscoveryClient.Service.SECRETS,
                        false,
                        Node.newBuilder().setId(host).build()),
                executor,
                scheduler,
                random,
                new Deliveries());
    }

    RootsFollower start() {
        executor.execute(() -> {
            client.want(TypeUrls.SECRET, Interest.in(List.of(SecretSource.ROOTS)));
            client.start();
        });
        return this;
    }

    @Override
    public void close() {
        executor.execute(client::close);
        executor.shutdown();
    }

    private final class Deliveries implements DiscoveryClient.Listener {
        @Override
        public void delivered(Ticket ticket) {
            Map<String, String> refused = new LinkedHashMap<>();
            for (XdsResource resource : ticket.resources()) {
                try {
                    learn(resource);
                } catch (IOException | MalformedCredentialException e) {
                    refused.put(resource.name(), String.valueOf(e.getMessage()));
                    LOG.warn("roots not taken up: {}", e.getMessage());
                }
            }
            client.verdict(ticket, refused);
        }

        private void learn(XdsResource resource) throws IOException, MalformedCredentialException {
            Secret secret = Secret.parseFrom(resource.body().getValue());
            String pem = secret.getValidationContext()
                    .getTrustedCa()
                    .getInlineBytes()
                    .toStringUtf8();
            identities.learn(TrustBundle.fromPem(pem));
        }

        @Override
        public void connected() {}

        @Override
        public void disconnected(String reason) {
            LOG.debug("roots are not followed for now: {}", reason);
        }
    }
}
