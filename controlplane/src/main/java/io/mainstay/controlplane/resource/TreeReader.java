// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.resource;

import io.mainstay.model.ConfigProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads YAML 1.2, of which JSON is a part, into trees. Bounded: a text that expands beyond {@value #MAX_NODES} values or nests deeper
 * than {@value #MAX_DEPTH} is refused, whatever its aliases do.
 */
public final class TreeReader {
    private static final int MAX_NODES = 200_000;
    private static final int MAX_DEPTH = 64;

    private final ProblemList problems;
    private int nodes;

    private TreeReader(ProblemList problems) {
        this.problems = problems;
    }

    /** Reads all documents of a text; empty ones are left out. Reports into {@code problems}, and then the result is partial. */
    public static List<Tree> read(String text, ProblemList problems) {
        TreeReader reader = new TreeReader(problems);
        List<Tree> documents = new ArrayList<>();
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(16 * 1024 * 1024).build();
        try {
            for (Node node : new Compose(settings).composeAllFromString(withoutTabs(text))) {
                Tree tree = reader.convert(node, "", 0);
                if (!(tree instanceof Tree.Nothing)) {
                    documents.add(tree);
                }
            }
        } catch (MarkedYamlEngineException e) {
            Position position = e.getProblemMark().map(TreeReader::position).orElse(Position.NONE);
            problems.add(ConfigProblem.Code.MALFORMED, "", position, "not valid YAML or JSON: " + e.getProblem(), "");
        } catch (YamlEngineException e) {
            problems.add(
                    ConfigProblem.Code.MALFORMED, "", Position.NONE, "not valid YAML or JSON: " + e.getMessage(), "");
        } catch (StackOverflowError _) {
            // The library descends as deep as the text does before we can count.
            problems.add(
                    ConfigProblem.Code.MALFORMED,
                    "",
                    Position.NONE,
                    "nested far deeper than " + MAX_DEPTH,
                    "no resource is; look for brackets that are never closed");
        } catch (TooMuchException e) {
            problems.add(
                    ConfigProblem.Code.MALFORMED, "", Position.NONE, String.valueOf(e.getMessage()), "split the file");
        }
        return documents;
    }

    /** JSON may have tabs between its tokens, which the library refuses in YAML. Columns stay as they are. */
    private static String withoutTabs(String text) {
        String start = text.stripLeading();
        if (text.indexOf('\t') < 0 || !(start.startsWith("{") || start.startsWith("["))) {
            return text;
        }
        StringBuilder spaced = new StringBuilder(text);
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '"' -> quoted = !quoted;
                case '\\' -> i += quoted ? 1 : 0;
                case '\t' -> spaced.setCharAt(i, quoted ? '\t' : ' ');
                default -> {}
            }
        }
        return spaced.toString();
    }

    private static final class TooMuchException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooMuchException(String message) {
            super(message);
        }
    }

    private static Position position(Mark mark) {
        return new Position(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static Position position(Optional<Mark> mark) {
        return mark.map(TreeReader::position).orElse(Position.NONE);
    }

    private Tree convert(Node node, String path, int depth) {
        if (++nodes > MAX_NODES || depth > MAX_DEPTH) {
            throw new TooMuchException("more than " + MAX_NODES + " values, or nested deeper than " + MAX_DEPTH);
        }
        return switch (node) {
            case MappingNode mapping -> object(mapping, path, depth);
            case SequenceNode sequence -> {
                List<Tree> items = new ArrayList<>();
                for (Node item : sequence.getValue()) {
                    items.add(convert(item, path + "[" + items.size() + "]", depth + 1));
                }
                yield new Tree.Items(position(node.getStartMark()), items);
            }
            case ScalarNode scalar -> scalar(scalar);
            default -> throw new TooMuchException("an alias that contains itself");
        };
    }

    private Tree object(MappingNode mapping, String path, int depth) {
        Map<String, Tree.Member> members = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Position at = position(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(ConfigProblem.Code.MALFORMED, path, at, "a key that is not a string", "");
                continue;
            }
            String below = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
            Tree value = convert(tuple.getValueNode(), below, depth + 1);
            if (members.putIfAbsent(key.getValue(), new Tree.Member(at, value)) != null) {
                problems.add(ConfigProblem.Code.DUPLICATE, below, at, "the field is written twice", "keep one of them");
            }
        }
        return new Tree.Obj(position(mapping.getStartMark()), members);
    }

    private static Tree scalar(ScalarNode node) {
        Position at = position(node.getStartMark());
        String text = node.getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.NULL)) {
            return new Tree.Nothing(at);
        }
        if (tag.equals(Tag.BOOL)) {
            return new Tree.Flag(at, Boolean.parseBoolean(text));
        }
        try {
            if (tag.equals(Tag.INT)) {
                return new Tree.Whole(at, Long.parseLong(text));
            }
            if (tag.equals(Tag.FLOAT)) {
                return new Tree.Fraction(at, Double.parseDouble(text));
            }
        } catch (NumberFormatException _) {
            return new Tree.Text(at, text);
        }
        return new Tree.Text(at, text);
    }
}
