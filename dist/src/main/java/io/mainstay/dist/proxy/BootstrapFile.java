// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.mainstay.controlplane.resource.ProblemList;
import io.mainstay.controlplane.resource.ResourceProblem;
import io.mainstay.controlplane.resource.Tree;
import io.mainstay.controlplane.resource.TreeJson;
import io.mainstay.controlplane.resource.TreeReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Reads a bootstrap in any of its forms. YAML and JSON are for people and slow to turn into protobuf; the result is kept under the content's hash, so that the
 * next start with the same file is as quick as with a binary one.
 */
final class BootstrapFile {
    private final Optional<Path> cacheFolder;
    private final String buildId;

    /**
     * A reader.
     *
     * @param cacheFolder where converted files are kept; empty: nowhere
     * @param buildId of this program: another build converts anew
     */
    BootstrapFile(Optional<Path> cacheFolder, String buildId) {
        this.cacheFolder = cacheFolder;
        this.buildId = buildId;
    }

    /** The bootstrap message in wire form. */
    ByteString read(Path file) throws StartException {
        if (Files.isDirectory(file)) {
            throw new StartException(file + " is a folder (expected: a bootstrap in YAML, JSON or protobuf, .pb)");
        }
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new StartException("cannot read " + file + ": " + describe(e));
        }
        if (file.toString().endsWith(".pb")) {
            return ByteString.copyFrom(content);
        }
        Optional<Path> kept = cacheFolder.map(folder -> folder.resolve(hash(content) + ".pb"));
        if (kept.isPresent() && Files.isReadable(kept.get())) {
            try {
                return ByteString.copyFrom(Files.readAllBytes(kept.get()));
            } catch (IOException e) {
                // Converted again below.
            }
        }
        ByteString converted = convert(file, new String(content, StandardCharsets.UTF_8));
        kept.ifPresent(path -> keep(path, converted));
        return converted;
    }

    private static String describe(IOException e) {
        return e instanceof java.nio.file.NoSuchFileException
                ? "no such file"
                : e instanceof java.nio.file.AccessDeniedException ? "permission denied" : e.toString();
    }

    private String hash(byte[] content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(buildId.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void keep(Path path, ByteString converted) {
        try {
            Path folder = path.getParent();
            if (folder == null) {
                return;
            }
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, "bootstrap", ".tmp");
            Files.write(temporary, converted.toByteArray());
            Files.move(temporary, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // The cache is only for speed: the next start converts again.
        }
    }

    private static ByteString convert(Path file, String text) throws StartException {
        ProblemList problems = new ProblemList();
        List<Tree> documents = TreeReader.read(text, problems);
        TypeRegistry types = AnyTypes.registry();
        if (problems.isEmpty() && (documents.size() != 1 || !(documents.getFirst() instanceof Tree.Obj))) {
            throw new StartException(file + " is not a bootstrap: expected one mapping");
        }
        if (problems.isEmpty()) {
            new MessageCheck(types, knownTypes(), problems)
                    .message(Bootstrap.getDescriptor(), documents.getFirst(), "");
        }
        if (!problems.isEmpty()) {
            throw new StartException(refusal(file, problems.problems()));
        }
        Bootstrap.Builder bootstrap = Bootstrap.newBuilder();
        try {
            JsonFormat.parser().usingTypeRegistry(types).merge(TreeJson.write(documents.getFirst()), bootstrap);
        } catch (InvalidProtocolBufferException e) {
            throw new StartException(file + ": " + firstLine(e));
        }
        return bootstrap.build().toByteString();
    }

    private static String knownTypes() {
        return "it has the HTTP filters "
                + String.join(", ", BuiltInFilters.catalog().typeUrls())
                + "; docs/xds-support.md lists its other types";
    }

    private static String refusal(Path file, List<ResourceProblem> problems) {
        StringBuilder text = new StringBuilder(file + " is refused:");
        for (ResourceProblem located : problems) {
            text.append('\n').append(file);
            if (located.position().line() > 0) {
                text.append(':')
                        .append(located.position().line())
                        .append(':')
                        .append(located.position().column());
            }
            text.append(": ").append(located.problem());
        }
        return text.toString();
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
    }
}
