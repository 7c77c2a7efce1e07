// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.mainstay.controlplane.resource.Position;
import io.mainstay.controlplane.resource.ProblemList;
import io.mainstay.controlplane.resource.ResourceProblem;
import io.mainstay.controlplane.resource.Tree;
import io.mainstay.controlplane.resource.TreeJson;
import io.mainstay.controlplane.resource.TreeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a bootstrap written as text has too much, or of the wrong type. */
class MessageCheckTest {
    private static final int ROUNDS = 4_000;

    /** A bootstrap with every shape: maps, structs, wrappers, durations, bytes, enumerations, oneofs, several types of Any. */
    private static final String GOOD = """
        {"node": {"id": "n", "metadata": {"ROLE": "test", "LIST": [1, true, null, {"deep": "x"}]}},
         "admin": {"address": {"socket_address": {"address": "127.0.0.1", "port_value": 0, "protocol": "TCP"}}},
         "static_resources": {
          "listeners": [{"name": "in", "traffic_direction": 1, "per_connection_buffer_limit_bytes": 32768,
           "use_original_dst": false, "metadata": {"filter_metadata": {"m": {"a": 1.5}}},
           "address": {"socket_address": {"address": "127.0.0.1", "portValue": "18080"}},
           "filter_chains": [{"filters": [{"name": "hcm", "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
            "stat_prefix": "in", "codec_type": "AUTO", "stream_idle_timeout": "1.5s",
            "route_config": {"name": "r", "virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [
             {"match": {"prefix": "/", "runtime_fraction": {"default_value": {"numerator": 5}}},
              "direct_response": {"status": 200, "body": {"inline_bytes": "aGVsbG8"}}}]}]},
            "http_filters": [{"name": "router", "typed_config": {
             "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router",
             "suppress_envoy_headers": true}}]}}]}]}],
          "clusters": [{"name": "web", "connect_timeout": "0.25s", "lb_policy": "RANDOM",
           "common_lb_config": {"healthy_panic_threshold": {"value": 12.5}},
           "circuit_breakers": {"thresholds": [{"priority": "HIGH", "max_requests": 7}]},
           "load_assignment": {"cluster_name": "web", "endpoints": []}}]}}
        """;

    private static Tree tree(String text) {
        ProblemList problems = new ProblemList();
        List<Tree> documents = TreeReader.read(text, problems);
        assertThat(problems.problems()).isEmpty();
        return documents.getFirst();
    }

    private static List<ResourceProblem> check(Tree tree) {
        ProblemList problems = new ProblemList();
        new MessageCheck(AnyTypes.registry(), "known", problems).message(Bootstrap.getDescriptor(), tree, "");
        return problems.problems();
    }

    private static boolean protobufTakes(Tree tree) {
        try {
            JsonFormat.parser()
                    .usingTypeRegistry(AnyTypes.registry())
                    .merge(TreeJson.write(tree), Bootstrap.newBuilder());
            return true;
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"stat_prefix\": \"in\"|\"stat_prefx\":"
                    + " \"in\"|static_resources.listeners[0].filter_chains[0].filters[0].typed_config.stat_prefx|unknown"
                    + " field \"stat_prefx\"|did you mean 'stat_prefix'?",
                "\"codec_type\": \"AUTO\"|\"codec_type\":"
                    + " \"HTP2\"|static_resources.listeners[0].filter_chains[0].filters[0].typed_config.codec_type|the"
                    + " string 'HTP2' (expected: AUTO, HTTP1, HTTP2, HTTP3)|did you mean 'HTTP2'?",
                "\"domains\": [\"*\"]|\"domains\":"
                    + " \"*\"|static_resources.listeners[0].filter_chains[0].filters[0].typed_config.route_config.virtual_hosts[0].domains|is"
                    + " the string '*' (expected: a list)|write what was",
                "\"connect_timeout\": \"0.25s\"|\"connect_timeout\": 5|static_resources.clusters[0].connect_timeout|is"
                        + " the number 5 (expected: seconds, such as|did you mean \"5s\"?",
                "\"portValue\": \"18080\"|\"portValue\":"
                    + " \"http\"|static_resources.listeners[0].address.socket_address.port_value|is the string 'http'"
                    + " (expected: a whole number)|write what was",
                "\"portValue\": \"18080\"|\"portValue\":"
                        + " \"1e50000000\"|static_resources.listeners[0].address.socket_address.port_value|(expected: a"
                        + " whole number, 0..4294967295)|write what was",
                "\"max_requests\": 7|\"max_requests\":"
                    + " -7|static_resources.clusters[0].circuit_breakers.thresholds[0].max_requests|is the number -7"
                    + " (expected: a whole number, 0..4294967295)|write what was",
                "\"suppress_envoy_headers\": true|\"suppress_envoy_headers\":"
                    + " \"yes\"|static_resources.listeners[0].filter_chains[0].filters[0].typed_config.http_filters[0].typed_config.suppress_envoy_headers|(expected:"
                    + " true or false)|write what was",
                "\"prefix\": \"/\"|\"prefix\": \"/\", \"path\":"
                    + " \"/x\"|static_resources.listeners[0].filter_chains[0].filters[0].typed_config.route_config.virtual_hosts[0].routes[0].match.path|excludes"
                    + " 'prefix'|keep one",
                "\"name\": \"web\"|\"name\": \"web\", \"lbPolicy\":"
                        + " \"RANDOM\"|static_resources.clusters[0].lb_policy|is 'lb_policy' once more|keep one",
                "http.router.v3.Router|http.lua.v3.Lua|static_resources.listeners[0].filter_chains[0].filters[0].typed_config.http_filters[0].typed_config.@type|does"
                    + " not know the type type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua|known",
                "{\"m\": {\"a\": 1.5}}|{\"m\": 3}|static_resources.listeners[0].metadata.filter_metadata[m]|(expected:"
                        + " an object)|write what was",
            })
    void each_mistake_is_named_with_its_path_and_what_to_write(
            String good, String bad, String path, String message, String hint) {
        assertThat(GOOD).contains(good);
        List<ResourceProblem> problems = check(tree(GOOD.replaceFirst(java.util.regex.Pattern.quote(good), bad)));

        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().problem().path()).isIn(path, path.replace("lb_policy", "lbPolicy"));
        assertThat(problems.getFirst().problem().message()).contains(message);
        assertThat(problems.getFirst().problem().hint()).contains(hint);
        assertThat(problems.getFirst().position()).isGreaterThan(Position.NONE);
    }

    @Test
    void all_mistakes_of_a_file_are_told_at_once_with_file_line_and_column(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("b.yaml"), """
            static_resources:
              clusters:
              - name: a
                lb_polcy: RANDOM
              - name: b
                connect_timeout: soon
            node: [1]
            """);

        assertThatThrownBy(() -> new BootstrapFile(Optional.empty(), "test").read(file))
                .isInstanceOf(StartException.class)
                .hasMessage(file + " is refused:\n"
                        + file + ":4:5: static_resources.clusters[0].lb_polcy: unknown field \"lb_polcy\" of"
                        + " envoy.config.cluster.v3.Cluster (did you mean 'lb_policy'?)\n"
                        + file + ":6:22: static_resources.clusters[1].connect_timeout: is the string 'soon' (expected:"
                        + " seconds, such as \"1.5s\") (write what was expected)\n"
                        + file + ":7:7: node: is a list (expected: an object) (write what was expected)");
    }

    @Test
    void json_with_tabs_and_escapes_is_read_as_json_has_it(@TempDir Path folder) throws IOException, StartException {
        Path file = Files.writeString(
                folder.resolve("b.json"), "{\n\t\"node\":\t{\"id\": \"a\\/b\\\"\\ud83d\\ude00\t\"}\n}");

        ByteString read = new BootstrapFile(Optional.empty(), "test").read(file);

        assertThat(Bootstrap.parseFrom(read).getNode().getId()).isEqualTo("a/b\"\ud83d\ude00\t");
    }

    /** Protobuf's own parser is the judge of what may be written, but for a list of one, which it takes for its element. */
    @Test
    void what_it_refuses_protobuf_refuses_and_nothing_else() {
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        Tree good = tree(GOOD);
        assertThat(check(good)).isEmpty();
        assertThat(protobufTakes(good)).isTrue();
        int refused = 0;
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            Tree mutant = mutate(good, random, new int[] {random.nextInt(count(good))});
            boolean taken = protobufTakes(mutant);
            List<ResourceProblem> problems = check(mutant).stream()
                    .filter(located -> !taken || !located.problem().message().startsWith("is a list"))
                    .toList();
            if (problems.isEmpty() != taken) {
                differences.add(problems + (taken ? " but taken: " : "refused: ") + TreeJson.write(mutant));
            }
            refused += taken ? 0 : 1;
        }
        assertThat(differences).as("seed %d", seed).isEmpty();
        assertThat(refused).isBetween(ROUNDS / 4, ROUNDS * 9 / 10);
    }

    private static int count(Tree tree) {
        return switch (tree) {
            case Tree.Obj object ->
                1
                        + object.members().values().stream()
                                .mapToInt(m -> count(m.value()))
                                .sum();
            case Tree.Items items ->
                1 + items.items().stream().mapToInt(MessageCheckTest::count).sum();
            default -> 1;
        };
    }

    /** The same tree with the value at a place, counted in the order of the text, replaced or its members changed. */
    private static Tree mutate(Tree tree, SplittableRandom random, int[] left) {
        if (left[0]-- == 0) {
            return change(tree, random);
        }
        return switch (tree) {
            case Tree.Obj object -> {
                Map<String, Tree.Member> members = new LinkedHashMap<>();
                object.members()
                        .forEach((name, member) -> members.put(
                                name, new Tree.Member(member.position(), mutate(member.value(), random, left))));
                yield new Tree.Obj(object.position(), members);
            }
            case Tree.Items items -> {
                List<Tree> changed = new ArrayList<>();
                items.items().forEach(item -> changed.add(mutate(item, random, left)));
                yield new Tree.Items(items.position(), changed);
            }
            default -> tree;
        };
    }

    private static Tree change(Tree tree, SplittableRandom random) {
        Position at = tree.position();
        if (tree instanceof Tree.Obj object && !object.members().isEmpty() && random.nextBoolean()) {
            Map<String, Tree.Member> members = new LinkedHashMap<>(object.members());
            String name = List.copyOf(members.keySet()).get(random.nextInt(members.size()));
            Tree.Member member = members.remove(name);
            if (random.nextBoolean()) {
                members.put(name + random.nextInt(3), member);
            }
            return new Tree.Obj(at, members);
        }
        return switch (random.nextInt(16)) {
            case 0 -> new Tree.Nothing(at);
            case 1 -> new Tree.Flag(at, random.nextBoolean());
            case 2 -> new Tree.Whole(at, random.nextLong(-3, 3));
            case 3 -> new Tree.Whole(at, random.nextLong());
            case 4 -> new Tree.Whole(at, random.nextLong(1L << 31, 1L << 33));
            case 5 -> new Tree.Fraction(at, random.nextInt(-2, 5) * 0.5);
            case 6 -> new Tree.Fraction(at, 1e300);
            case 7 -> new Tree.Text(at, "");
            case 8 -> new Tree.Text(at, "true");
            case 9 -> new Tree.Text(at, "1.0");
            case 10 ->
                new Tree.Text(
                        at,
                        List.of("-3.5s", "2026-01-31T12:00:00Z", "1e2", "NaN", "abc=")
                                .get(random.nextInt(5)));
            case 11 -> new Tree.Text(at, "RANDOM");
            case 12 -> new Tree.Text(at, "0");
            case 13 -> new Tree.Items(at, random.nextBoolean() ? List.of() : List.of(tree));
            case 14 -> new Tree.Items(at, List.of(new Tree.Nothing(at)));
            default -> new Tree.Obj(at, Map.of());
        };
    }
}
