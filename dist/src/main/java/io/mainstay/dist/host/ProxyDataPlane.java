// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.host;

import com.google.protobuf.ByteString;
import io.mainstay.agent.node.DataPlane;
import io.mainstay.dist.proxy.ProxyOptions;
import io.mainstay.dist.proxy.ProxyProcess;
import io.mainstay.dist.proxy.StartException;
import io.mainstay.engine.XdsResources;
import io.mainstay.engine.bootstrap.BootstrapConfig;
import io.mainstay.engine.wire.UnknownFields;
import io.mainstay.model.Parsed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The proxy, run as a part of this process. */
final class ProxyDataPlane implements DataPlane {
    private final ProxyOptions options;
    private @Nullable ProxyProcess process;

    ProxyDataPlane(ProxyOptions options) {
        this.options = options;
    }

    @Override
    public void start(Path bootstrap, Path handover, Runnable replaced) throws IOException {
        ByteString bytes = ByteString.copyFrom(Files.readAllBytes(bootstrap));
        BootstrapConfig config =
                switch (XdsResources.BOOTSTRAP.read(bytes, UnknownFields.REJECT)) {
                    case Parsed.Accepted<BootstrapConfig> accepted -> accepted.value();
                    case Parsed.Rejected<BootstrapConfig> rejected ->
                        throw new IOException(bootstrap + " is refused:\n" + ProxyProcess.text(rejected.problems()));
                };
        ProxyProcess made = new ProxyProcess(config, options.handedOverAt(handover));
        made.whenReplaced(replaced);
        try {
            made.start();
        } catch (StartException e) {
            throw new IOException(e.getMessage(), e);
        }
        process = made;
    }

    @Override
    public void drainInbound() {
        if (process != null) {
            process.drainListeners(true, false);
        }
    }

    @Override
    public void shutDown() {
        if (process != null) {
            process.shutDown();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
