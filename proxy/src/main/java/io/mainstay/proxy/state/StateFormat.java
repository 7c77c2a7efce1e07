// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.state;

import io.mainstay.engine.core.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The file's bytes: a magic word, the content, and a SHA-256 of both. What does not match its sum is never looked into. */
final class StateFormat {
    private static final byte[] MAGIC = "mainstay-state-1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int SUM_BYTES = 32;

    private StateFormat() {}

    /** What a file turned out to be. */
    sealed interface Decoded {
        record Good(StoredConfig config) implements Decoded {}

        record Unusable(String reason) implements Decoded {}
    }

    static byte[] encode(StoredConfig config) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(MAGIC);
            DataOutputStream out = new DataOutputStream(bytes);
            writeText(out, config.buildId());
            writeText(out, config.nodeId());
            out.writeLong(config.confirmedAt().toEpochMilli());
            out.writeInt(config.resources().size());
            for (StoredResource resource : config.resources()) {
                writeText(out, resource.origin());
                writeText(out, resource.typeUrl());
                writeText(out, resource.name());
                writeText(out, resource.version());
                writeBytes(out, resource.body().toArray());
            }
            byte[] sum = sum(bytes.toByteArray(), bytes.size());
            bytes.write(sum);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Decoded decode(byte[] file) {
        if (file.length < MAGIC.length || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return new Decoded.Unusable("not a state file of this format");
        }
        int end = file.length - SUM_BYTES;
        if (end < MAGIC.length || !Arrays.equals(sum(file, end), Arrays.copyOfRange(file, end, file.length))) {
            return new Decoded.Unusable("torn or damaged: its checksum does not match");
        }
        try {
            return new Decoded.Good(
                    read(new DataInputStream(new ByteArrayInputStream(file, MAGIC.length, end - MAGIC.length))));
        } catch (IOException | RuntimeException e) {
            return new Decoded.Unusable("cannot be read: " + e);
        }
    }

    private static StoredConfig read(DataInputStream in) throws IOException {
        String buildId = readText(in);
        String nodeId = readText(in);
        Instant confirmedAt = Instant.ofEpochMilli(in.readLong());
        int count = in.readInt();
        List<StoredResource> resources = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            resources.add(new StoredResource(
                    readText(in), readText(in), readText(in), readText(in), Bytes.copyOf(readBytes(in))));
        }
        return new StoredConfig(buildId, nodeId, confirmedAt, resources);
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("length " + length + " is beyond the end");
        }
        return in.readNBytes(length);
    }

    private static byte[] sum(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
