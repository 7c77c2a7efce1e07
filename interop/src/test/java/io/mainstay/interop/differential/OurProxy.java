// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.mainstay.dist.proxy.ProxyOptions;
import io.mainstay.dist.proxy.ProxyProcess;
import io.mainstay.dist.proxy.StartException;
import io.mainstay.engine.XdsResources;
import io.mainstay.engine.bootstrap.BootstrapConfig;
import io.mainstay.engine.core.Address;
import io.mainstay.model.Parsed;
import java.time.Duration;

/** Our proxy, in this process. */
final class OurProxy implements Subject {
    private final ProxyProcess process;

    private OurProxy(ProxyProcess process) {
        this.process = process;
    }

    static OurProxy start(Bootstrap bootstrap) throws RefusedException {
        BootstrapConfig config =
                switch (XdsResources.BOOTSTRAP.read(bootstrap)) {
                    case Parsed.Accepted<BootstrapConfig> good -> good.value();
                    case Parsed.Rejected<BootstrapConfig> bad ->
                        throw new RefusedException(bad.problems().toString());
                };
        ProxyProcess process = new ProxyProcess(config, new ProxyOptions(1, Duration.ofSeconds(1), "test"));
        try {
            process.start();
        } catch (StartException e) {
            throw new RefusedException(String.valueOf(e.getMessage()));
        }
        return new OurProxy(process);
    }

    @Override
    public int port() {
        return process.listeners().getFirst().addresses().getFirst() instanceof Address.Socket(String _, int port)
                ? port
                : 0;
    }

    @Override
    public void close() {
        process.close();
    }
}
