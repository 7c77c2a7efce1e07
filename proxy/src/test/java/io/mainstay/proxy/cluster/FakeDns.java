// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import io.mainstay.engine.cluster.Discovery.DnsFamily;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Name servers that answer when the test says so. */
final class FakeDns implements DnsQueries {
    private final Map<String, List<Consumer<Answer>>> waiting = new LinkedHashMap<>();

    @Override
    public void query(String name, DnsFamily family, Consumer<Answer> then) {
        waiting.computeIfAbsent(name, fresh -> new ArrayList<>()).add(then);
    }

    void answer(String name, int ttlSeconds, String... addresses) {
        give(
                name,
                new Answer.Resolved(
                        Arrays.stream(addresses).map(FakeDns::address).toList(), Duration.ofSeconds(ttlSeconds)));
    }

    void fail(String name) {
        give(name, new Answer.Failed("timed out"));
    }

    private void give(String name, Answer answer) {
        Objects.requireNonNull(waiting.remove(name), "nobody asked for " + name).forEach(then -> then.accept(answer));
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(text));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
