// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads a bootstrap in any of its forms. YAML and JSON are for people and slow to turn into protobuf; the result is kept under the content's hash, so that the
 * next start with the same file is as quick as with a binary one.
 */
final class BootstrapFile {
    private static final String UNKNOWN_TYPE = "Cannot resolve type: ";

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
        Bootstrap.Builder bootstrap = Bootstrap.newBuilder();
        try {
            String json = text.stripLeading().startsWith("{") ? text : toJson(file, text);
            JsonFormat.parser().usingTypeRegistry(AnyTypes.registry()).merge(json, bootstrap);
        } catch (InvalidProtocolBufferException e) {
            throw new StartException(file + ": " + explained(firstLine(e)));
        } catch (StackOverflowError _) {
            // Both libraries descend as deep as the text does.
            throw new StartException(file + ": nested too deep to be a bootstrap");
        }
        return bootstrap.build().toByteString();
    }

    /** Protobuf's words for a type the registry lacks name no next step. */
    private static String explained(String problem) {
        return problem.startsWith(UNKNOWN_TYPE)
                ? "this build does not know the type " + problem.substring(UNKNOWN_TYPE.length())
                        + " (it has the HTTP filters "
                        + String.join(", ", BuiltInFilters.catalog().typeUrls())
                        + "; docs/xds-support.md lists its other types)"
                : problem;
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
    }

    private static String toJson(Path file, String yaml) throws StartException {
        Object tree;
        try {
            tree = new Load(LoadSettings.builder().setLabel(file.toString()).build()).loadFromString(yaml);
        } catch (YamlEngineException e) {
            throw new StartException(file + " is not valid YAML: " + e.getMessage());
        }
        if (!(tree instanceof Map<?, ?>)) {
            throw new StartException(file + " is not a bootstrap: expected a mapping at the top");
        }
        StringBuilder json = new StringBuilder();
        write(tree, json);
        return json.toString();
    }

    private static void write(Object node, StringBuilder json) {
        switch (node) {
            case Map<?, ?> map -> {
                json.append('{');
                String separator = "";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    json.append(separator);
                    quote(String.valueOf(entry.getKey()), json);
                    json.append(':');
                    write(entry.getValue() == null ? "" : entry.getValue(), json, entry.getValue() == null);
                    separator = ",";
                }
                json.append('}');
            }
            case List<?> list -> {
                json.append('[');
                String separator = "";
                for (Object element : list) {
                    json.append(separator);
                    write(element == null ? "" : element, json, element == null);
                    separator = ",";
                }
                json.append(']');
            }
            case Boolean flag -> json.append(flag.booleanValue());
            case Number number -> json.append(number);
            default -> quote(node.toString(), json);
        }
    }

    private static void write(Object node, StringBuilder json, boolean isNull) {
        if (isNull) {
            json.append("null");
        } else {
            write(node, json);
        }
    }

    private static void quote(String text, StringBuilder json) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
