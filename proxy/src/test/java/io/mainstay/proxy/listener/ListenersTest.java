// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.listener.v3.AdditionalAddress;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.mainstay.engine.XdsResources;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.engine.tls.DownstreamTls;
import io.mainstay.engine.tls.UpstreamTls;
import io.mainstay.model.ConfigProblem;
import io.mainstay.model.Parsed;
import io.mainstay.proxy.config.ConfigThread;
import io.mainstay.proxy.filter.NetworkFilter;
import io.mainstay.proxy.filter.NetworkFilterFactory;
import io.mainstay.proxy.filter.TransportSocket;
import io.mainstay.proxy.filter.TransportSockets;
import io.mainstay.proxy.runtime.Counters;
import io.mainstay.proxy.runtime.LoopGroup;
import io.mainstay.proxy.runtime.Worker;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Addresses of listeners, on real sockets: what can be bound, when, and by whom. */
@Timeout(30)
class ListenersTest {
    private final LoopGroup group = new LoopGroup(2);
    private final ConfigThread configThread = new ConfigThread();
    private final Counters counters = new Counters(2);
    private final List<Worker> workers = IntStream.range(0, 2)
            .mapToObj(i -> new Worker(i, group.loops().get(i), counters, new SplittableRandom(i), Clock.systemUTC()))
            .toList();
    private final Listeners listeners =
            new Listeners(group, workers, (_, _) -> Parsed.accepted(new Closing()), new Plain(), configThread);

    /** Ends every connection. */
    private static final class Closing implements NetworkFilterFactory {
        @Override
        public NetworkFilter create(Worker worker) {
            return (channel, _) -> new Ended(channel);
        }
    }

    private record Ended(Channel channel) implements NetworkFilter.Connection {
        private Ended {
            var _ = channel.close();
        }

        @Override
        public void drain() {}

        @Override
        public int open() {
            return 0;
        }
    }

    private static final class Plain implements TransportSockets {
        @Override
        public TransportSocket downstream(DownstreamTls tls) {
            throw new AssertionError("no TLS here");
        }

        @Override
        public TransportSocket upstream(UpstreamTls tls, String host, Optional<String> caller) {
            throw new AssertionError("no TLS here");
        }
    }

    @AfterEach
    void close() {
        group.close();
        configThread.close();
    }

    private static Address address(int port) {
        return Address.newBuilder()
                .setSocketAddress(
                        SocketAddress.newBuilder().setAddress("127.0.0.1").setPortValue(port))
                .build();
    }

    private static Listener.Builder listener(String name, int port) {
        return Listener.newBuilder()
                .setName(name)
                .setAddress(address(port))
                .addFilterChains(FilterChain.newBuilder()
                        .addFilters(io.envoyproxy.envoy.config.listener.v3.Filter.newBuilder()
                                .setName("closing")
                                .setTypedConfig(Any.newBuilder()
                                        .setTypeUrl("type.googleapis.com/"
                                                + TcpProxy.getDescriptor().getFullName())
                                        .setValue(TcpProxy.newBuilder()
                                                .setStatPrefix("closing")
                                                .setCluster("none")
                                                .build()
                                                .toByteString()))));
    }

    private static ListenerConfig config(Listener.Builder listener) {
        return XdsResources.LISTENER.read(listener.build()).orThrow();
    }

    private <T> T on(Supplier<CompletionStage<T>> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        configThread.execute(() -> {
            try {
                var _ = work.get().whenComplete((value, failure) -> {
                    if (failure == null) {
                        done.complete(value);
                    } else {
                        done.completeExceptionally(failure);
                    }
                });
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        return done.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private List<ConfigProblem> reserve(ListenerConfig config, String... leaving) {
        return on(() -> CompletableFuture.completedFuture(listeners.reserve(config, Set.of(leaving))));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static boolean connects(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void an_address_that_is_taken_is_refused_by_path_and_can_be_asked_for_again() throws Exception {
        int port;
        ListenerConfig wanted;
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = busy.getLocalPort();
            wanted = config(listener("in", freePort())
                    .addAdditionalAddresses(AdditionalAddress.newBuilder().setAddress(address(port))));

            assertThat(reserve(wanted)).singleElement().satisfies(problem -> {
                assertThat(problem.path()).isEqualTo("additional_addresses[0].address");
                assertThat(problem.message())
                        .contains("cannot bind 127.0.0.1:" + port)
                        .contains("Address already in use");
            });
        }
        assertThat(reserve(wanted)).isEmpty();
        assertThat(connects(port)).as("bound, not listening").isFalse();
        on(() -> listeners.put(wanted));
        assertThat(connects(port)).isTrue();
    }

    @Test
    void what_is_reserved_is_nobody_elses_until_it_is_given_up() throws Exception {
        int port = freePort();
        assertThat(reserve(config(listener("in", port)))).isEmpty();
        assertThat(reserve(config(listener("other", port)))).isNotEmpty();

        on(() -> listeners.remove("in"));
        assertThat(reserve(config(listener("other", port)))).isEmpty();
    }

    @Test
    void an_address_passes_to_another_listener_only_when_the_first_goes() throws Exception {
        int port = freePort();
        ListenerConfig first = config(listener("first", port));
        ListenerConfig second = config(listener("second", port));
        on(() -> listeners.put(first));

        assertThat(reserve(second))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .isEqualTo("127.0.0.1:" + port + " is the address of listener first"));
        assertThat(reserve(second, "first")).isEmpty();
        on(() -> listeners.remove("first"));
        on(() -> listeners.put(second));
        assertThat(connects(port)).isTrue();
    }

    @Test
    void what_waits_to_be_accepted_when_a_listener_goes_is_not_reset() throws Exception {
        int port = freePort();
        on(() -> listeners.put(config(listener("in", port))));
        CountDownLatch busy = new CountDownLatch(workers.size());
        CountDownLatch go = new CountDownLatch(1);
        workers.forEach(worker -> worker.loop().execute(() -> {
            busy.countDown();
            await(go);
        }));
        await(busy);
        List<Socket> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(new Socket(InetAddress.getLoopbackAddress(), port));
        }

        configThread.execute(() -> {
            var _ = listeners.remove("in");
            go.countDown();
        });

        for (Socket socket : waiting) {
            try (socket) {
                assertThat(socket.getInputStream().read())
                        .as("closed by who serves it")
                        .isEqualTo(-1);
            }
        }
        assertThat(connects(port)).isFalse();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void limits_change_without_the_sockets() throws Exception {
        int port = freePort();
        on(() -> listeners.put(config(listener("in", port))));
        var before = listeners.holdings();
        ListenerConfig changed = config(listener("in", port)
                .setPerConnectionBufferLimitBytes(com.google.protobuf.UInt32Value.of(4096))
                .setTcpBacklogSize(com.google.protobuf.UInt32Value.of(7)));

        assertThat(reserve(changed)).isEmpty();
        on(() -> listeners.put(changed));

        assertThat(listeners.holdings()).isEqualTo(before).hasSize(2);
        assertThat(connects(port)).isTrue();
    }

    @Test
    void reuse_of_the_port_cannot_be_changed_in_use() throws Exception {
        int port = freePort();
        on(() -> listeners.put(config(listener("in", port))));

        assertThat(reserve(config(listener("in", port).setEnableReusePort(com.google.protobuf.BoolValue.of(false)))))
                .singleElement()
                .satisfies(problem -> assertThat(problem.path()).isEqualTo("enable_reuse_port"));
    }
}
