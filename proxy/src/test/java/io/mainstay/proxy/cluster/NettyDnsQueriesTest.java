// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.engine.cluster.Discovery.DnsFamily;
import io.mainstay.proxy.cluster.DnsQueries.Answer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NettyDnsQueriesTest {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private TinyDnsServer server;
    private NettyDnsQueries queries;

    @BeforeEach
    void start() throws IOException {
        server = new TinyDnsServer();
        queries = new NettyDnsQueries(
                group.next(), NioDatagramChannel.class, new SingletonDnsServerAddressStreamProvider(server.address()));
    }

    @AfterEach
    void stop() {
        server.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2000);
    }

    private Answer ask(String name, DnsFamily family) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        queries.query(name, family, answer::complete);
        return answer.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static List<InetAddress> addresses(String... texts) {
        return List.of(texts).stream().map(FakeDns::address).toList();
    }

    @Test
    void addressesComeWithTheSmallestTimeToLive() {
        server.record("svc.test.", 300, "10.0.0.1");
        server.record("svc.test.", 20, "10.0.0.2");

        assertThat(ask("svc.test.", DnsFamily.V4_ONLY))
                .isEqualTo(new Answer.Resolved(addresses("10.0.0.1", "10.0.0.2"), Duration.ofSeconds(20)));
    }

    @Test
    void nothingIsCachedBetweenTwoQuestions() {
        server.record("svc.test.", 300, "10.0.0.1");
        ask("svc.test.", DnsFamily.V4_ONLY);
        server.clear();
        server.record("svc.test.", 300, "10.0.0.9");

        assertThat(ask("svc.test.", DnsFamily.V4_ONLY))
                .isEqualTo(new Answer.Resolved(addresses("10.0.0.9"), Duration.ofMinutes(5)));
    }

    @Test
    void theFamilyDecidesWhichAddressesCount() {
        server.record("both.test.", 60, "10.0.0.1");
        server.record("both.test.", 60, "fd00::1");
        server.record("four.test.", 60, "10.0.0.4");

        Duration minute = Duration.ofMinutes(1);
        assertThat(ask("both.test.", DnsFamily.AUTO)).isEqualTo(new Answer.Resolved(addresses("fd00::1"), minute));
        assertThat(ask("four.test.", DnsFamily.AUTO)).isEqualTo(new Answer.Resolved(addresses("10.0.0.4"), minute));
        assertThat(ask("both.test.", DnsFamily.V4_PREFERRED))
                .isEqualTo(new Answer.Resolved(addresses("10.0.0.1"), minute));
        assertThat(ask("both.test.", DnsFamily.V6_ONLY)).isEqualTo(new Answer.Resolved(addresses("fd00::1"), minute));
        assertThat(((Answer.Resolved) ask("both.test.", DnsFamily.ALL)).addresses())
                .containsExactlyInAnyOrderElementsOf(addresses("10.0.0.1", "fd00::1"));
    }

    @Test
    void aNameThatDoesNotExistHasNoAddresses() {
        assertThat(ask("nobody.test.", DnsFamily.V4_ONLY)).isEqualTo(new Answer.Resolved(List.of(), Duration.ZERO));
    }

    @Test
    void anErrorOfTheNameServerIsAFailureAndNotAnEmptyAnswer() {
        server.failing(true);

        assertThat(ask("svc.test.", DnsFamily.V4_ONLY)).isInstanceOf(Answer.Failed.class);
    }
}
