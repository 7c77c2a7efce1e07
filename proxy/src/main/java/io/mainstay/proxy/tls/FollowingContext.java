// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.mainstay.engine.tls.CommonTls;
import io.mainstay.engine.tls.SdsReference;
import io.mainstay.security.TrustBundle;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TLS context that follows its secrets: made again when one changes, and replaced in one step, so that connections opened
 * before keep what they have and those opened after get the new. A change that cannot be used leaves the last good one.
 */
final class FollowingContext implements SecretStore.Follower {
    private static final Logger LOG = LoggerFactory.getLogger(FollowingContext.class);

    private final CommonTls tls;
    private final Optional<String> caller;
    private final SecretStore secrets;
    private final Maker maker;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private volatile State state = State.waiting("nothing asked yet");

    /** Makes a context of secrets that are all here. */
    interface Maker {
        BuiltContext make(SecretUse secrets) throws SSLException;
    }

    /**
     * What there is now.
     *
     * @param built   empty until every secret has come
     * @param use     what it was made of
     * @param missing why it is empty
     */
    record State(Optional<BuiltContext> built, Optional<SecretUse> use, String missing) {
        static State waiting(String missing) {
            return new State(Optional.empty(), Optional.empty(), missing);
        }
    }

    FollowingContext(CommonTls tls, Optional<String> caller, SecretStore secrets, Maker maker) {
        this.tls = tls;
        this.caller = caller;
        this.secrets = secrets;
        this.maker = maker;
    }

    /** Begins: makes the context if it can, and again whenever a secret changes. */
    FollowingContext follow() {
        secrets.follow(this);
        remake();
        return this;
    }

    State state() {
        return state;
    }

    /**
     * Runs {@code then} on the channel's event loop once there is a context, or never when the channel is closed before. The
     * caller bounds the wait by closing the channel.
     */
    void whenBuilt(Channel channel, Runnable then) {
        Runnable resume = () -> channel.eventLoop().execute(() -> {
            if (channel.isOpen()) {
                then.run();
            }
        });
        waiting.add(resume);
        channel.closeFuture().addListener(_ -> waiting.remove(resume));
        // What was built between the caller's look and its place in the queue has told nobody.
        if (state.built().isPresent() && waiting.remove(resume)) {
            resume.run();
        }
    }

    private void resumeAll() {
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
        }
    }

    @Override
    public void changed(SdsReference reference) {
        if (SecretUse.references(tls, caller).contains(reference)) {
            remake();
        }
    }

    @Override
    public Optional<CertificatesInUse> inUse() {
        return state.use()
                .map(use -> new CertificatesInUse(
                        SecretUse.references(tls, caller).stream()
                                .map(SdsReference::name)
                                .toList(),
                        use.credential().map(own -> own.chain().certificates()).orElse(List.of()),
                        use.validation()
                                .flatMap(ResolvedSecret.Validation::bundle)
                                .map(TrustBundle::roots)
                                .orElse(List.of())));
    }

    private void remake() {
        SecretUse use = SecretUse.gather(tls, caller, secrets);
        if (!use.ready()) {
            if (state.built().isEmpty()) {
                state = State.waiting(use.missing());
            }
            return;
        }
        try {
            state = new State(Optional.of(maker.make(use)), Optional.of(use), "");
            resumeAll();
        } catch (SSLException | IllegalArgumentException e) {
            LOG.error("TLS context cannot be made of its secrets reason={}", e.getMessage());
            if (state.built().isEmpty()) {
                state = State.waiting(String.valueOf(e.getMessage()));
            }
        }
    }
}
