// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;

/** A process that writes one key after another and says which were acknowledged, until it is killed or refused. */
public final class StoreWriterProcess {
    private StoreWriterProcess() {}

    /** What is said once another file is in the store's place. */
    private static void refusedWith(EmbeddedStore store, Path other, Path file) throws IOException {
        Files.copy(other, file, StandardCopyOption.REPLACE_EXISTING);
        try {
            store.commit(new Transaction.Builder()
                    .put(new StoreKey("default", "late"), "v")
                    .build());
            System.out.println("taken");
        } catch (StoreException e) {
            System.out.println("replaced " + e.reason() + " " + e.getMessage());
        }
    }

    public static void main(String[] args) throws IOException {
        int valueBytes = Integer.parseInt(args[1]);
        EmbeddedStore store =
                new EmbeddedStore(Path.of(args[0]), InstantSource.system(), EmbeddedStore.Retention.DEFAULT);
        store.start();
        for (int i = 0; ; i++) {
            try {
                store.commit(new Transaction.Builder()
                        .put(new StoreKey("default", "a/" + i), "v" + "x".repeat(valueBytes))
                        .put(new StoreKey("default", "b/" + i), "v")
                        .build());
            } catch (StoreException e) {
                System.out.println("refused " + e.reason() + " " + e.getMessage());
                System.out.println(
                        "readable " + store.range("default", "a/").entries().size());
                if (args.length > 2) {
                    refusedWith(store, Path.of(args[2]), Path.of(args[0]).resolve("store.mv"));
                }
                System.out.flush();
                Runtime.getRuntime().halt(3);
            }
            System.out.println("acknowledged " + i);
            System.out.flush();
        }
    }
}
