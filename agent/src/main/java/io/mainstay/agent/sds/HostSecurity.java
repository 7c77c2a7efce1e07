// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.sds;

import io.grpc.ManagedChannel;
import io.mainstay.agent.identity.AuthorityRefusedException;
import io.mainstay.agent.identity.ControlPlaneLink;
import io.mainstay.agent.identity.ControlPlaneLink.Enrolled;
import io.mainstay.agent.identity.GrpcCertificateSource;
import io.mainstay.agent.identity.Held;
import io.mainstay.agent.identity.HostIdentities;
import io.mainstay.agent.identity.IdentityEvents;
import io.mainstay.agent.identity.IdentityFolder;
import io.mainstay.agent.node.NodeConfig;
import io.mainstay.security.JoinString;
import io.mainstay.security.RenewalSchedule;
import io.mainstay.security.SecretFiles;
import io.mainstay.security.SpiffeId;
import io.mainstay.security.TrustBundle;
import io.mainstay.xds.grpc.Scheduler;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything by which a host is itself: its enrolment, the identities it holds, the connection on which it shows its own, and
 * the SDS socket its proxy reads. A host that has been enrolled before needs neither a token nor a control plane to come up.
 */
public final class HostSecurity implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostSecurity.class);

    private final NodeConfig config;
    private final SpiffeId node;
    private final Foundations foundations;
    private final IdentityFolder folder;
    private final SecretSource secrets = new SecretSource();
    private final SdsServer sds;
    private final ControlPlaneLink link;
    private final HostIdentities identities;
    private final RootsFollower roots;

    /**
     * What it stands on.
     *
     * @param worker runs calls that block
     * @param events told of certificates, for metrics and health
     */
    public record Foundations(Scheduler scheduler, RenewalSchedule schedule, Executor worker, IdentityEvents events) {}

    /** Makes its folders and connects to nothing yet. */
    public HostSecurity(NodeConfig config, Foundations foundations) throws IOException {
        this.config = config;
        this.foundations = foundations;
        this.node = SpiffeId.node(config.trustDomain(), config.host());
        this.folder = new IdentityFolder(config.stateFolder().resolve("identity"));
        var _ = SecretFiles.folder(config.runFolder());
        this.sds = new SdsServer(config.runFolder().resolve("sds.sock"), secrets, foundations.scheduler());
        this.link = new ControlPlaneLink(
                config.controlPlane().host(),
                config.controlPlane().port(),
                config.trustDomain(),
                () -> bundleOrNone().orElseThrow(() -> new IllegalStateException("this host is not enrolled")),
                clock());
        this.identities = new HostIdentities(
                GrpcCertificateSource.over(link.channel()),
                new HostIdentities.Environment(
                        folder,
                        secrets,
                        new NodeFollower(),
                        foundations.scheduler(),
                        foundations.schedule(),
                        foundations.worker()));
        this.roots = new RootsFollower(
                link.channel(), config.host(), identities, foundations.scheduler(), new SecureRandom());
    }

    private Optional<TrustBundle> bundleOrNone() {
        return identities.bundle();
    }

    /**
     * Becomes itself: from disk when it was enrolled before, else with the join string. Waits for a control plane that does not
     * answer, but not for one that refuses.
     */
    public HostSecurity start(Optional<JoinString> join) throws IOException, InterruptedException {
        identities.start();
        boolean known = folder.isValid(node, foundations.scheduler().now());
        if (known && identities.bundle().isPresent()) {
            identities.hold(node.toString());
        } else {
            JoinString string = join.orElseThrow(() -> new IOException("host " + config.host()
                    + " has no valid certificate; start it with --join and what 'mainstay token create"
                    + (config.role() == NodeConfig.Role.GATEWAY ? " --role gateway" : "") + "' prints"));
            Enrolled enrolled = enrolPatiently(string);
            identities.adopt(node, enrolled.node(), enrolled.bundle());
            LOG.info("host enrolled identity={}", node);
        }
        sds.start();
        var _ = roots.start();
        return this;
    }

    private Enrolled enrolPatiently(JoinString join) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return ControlPlaneLink.enrol(
                        config.controlPlane().host(), config.controlPlane().port(), node, join, clock());
            } catch (AuthorityRefusedException e) {
                throw e;
            } catch (IOException e) {
                LOG.warn(
                        "host not enrolled yet, trying again controlPlane={} reason={}",
                        config.controlPlane(),
                        e.getMessage());
                Thread.sleep(foundations.schedule().retryAfter(attempt));
            }
        }
    }

    /** The host's identity. */
    public SpiffeId node() {
        return node;
    }

    /** Its workloads' identities, for the node agent. */
    public HostIdentities identities() {
        return identities;
    }

    /** The connection to the control plane, for the registry; it always shows the node's present certificate. */
    public ManagedChannel channel() {
        return link.channel();
    }

    /** Where the proxy finds its secrets. */
    public SdsServer sds() {
        return sds;
    }

    @Override
    public void close() {
        roots.close();
        identities.close();
        link.close();
        sds.close();
    }

    private InstantSource clock() {
        return foundations.scheduler()::now;
    }

    /** Shows each new node certificate to the control plane, and passes everything on. */
    private final class NodeFollower implements IdentityEvents {
        @Override
        public void obtained(Held held) {
            if (held.identity().equals(node)) {
                link.show(held.credential());
            }
            foundations.events().obtained(held);
        }

        @Override
        public void failed(Held held) {
            foundations.events().failed(held);
        }

        @Override
        public void trusted(TrustBundle bundle) {
            foundations.events().trusted(bundle);
        }
    }
}
