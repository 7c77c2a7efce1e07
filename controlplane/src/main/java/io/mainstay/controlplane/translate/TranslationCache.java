// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.mainstay.xds.XdsResource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Resources by the key they were made from; the least recently used go first. Any thread. */
final class TranslationCache {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Record, XdsResource> resources;
    private long misses;

    TranslationCache(int capacity) {
        this.resources = new LinkedHashMap<>(256, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Record, XdsResource> eldest) {
                return size() > capacity;
            }
        };
    }

    <K extends Record> XdsResource get(K key, Translator<K> translator) {
        lock.lock();
        try {
            XdsResource known = resources.get(key);
            if (known == null) {
                misses++;
                known = translator.translate(key);
                resources.put(key, known);
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /** How often something had to be translated. */
    long misses() {
        lock.lock();
        try {
            return misses;
        } finally {
            lock.unlock();
        }
    }
}
