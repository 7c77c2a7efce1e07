// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind.virtualservice;

import io.mainstay.controlplane.resource.Durations;
import io.mainstay.controlplane.resource.Metadata;
import io.mainstay.controlplane.resource.Reader;
import io.mainstay.controlplane.state.HeaderEdits;
import io.mainstay.controlplane.state.HttpAction;
import io.mainstay.controlplane.state.HttpMatch;
import io.mainstay.controlplane.state.ServiceName;
import io.mainstay.model.ConfigProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code spec}. */
final class VirtualServiceReader {
    private static final Pattern STATUS = Pattern.compile("[1-5][0-9][0-9]");

    private final Metadata metadata;

    VirtualServiceReader(Metadata metadata) {
        this.metadata = metadata;
    }

    VirtualServiceSpec read(Reader root) {
        Reader spec = root.requiredObject("spec");
        List<String> hosts = spec.texts("hosts");
        if (hosts.isEmpty() && root.has("spec")) {
            spec.missing("hosts", "the service whose callers it routes");
        }
        for (String host : hosts) {
            if (ServiceName.ofHost(host, metadata.namespace()).isEmpty()) {
                spec.invalid(
                        "hosts", "'" + host + "' is no service of the mesh (expected: name or name.namespace)", "");
            }
        }
        for (String gateway : spec.texts("gateways")) {
            if (!gateway.equals("mesh")) {
                spec.problem(
                        ConfigProblem.Code.UNSUPPORTED_FIELD,
                        "gateways",
                        "'" + gateway + "' (expected: mesh)",
                        "at gateways use Gateway and HTTPRoute of gateway.networking.k8s.io");
            }
        }
        List<VirtualServiceSpec.Route> routes = new ArrayList<>();
        for (Reader item : spec.objects("http")) {
            routes.add(route(item, routes.size()));
        }
        if (routes.isEmpty() && root.has("spec")) {
            spec.missing("http", "at least one route");
        }
        return new VirtualServiceSpec(hosts, routes);
    }

    private VirtualServiceSpec.Route route(Reader item, int index) {
        List<HttpMatch> matches = new ArrayList<>();
        for (Reader match : item.objects("match")) {
            matches.add(match(match));
        }
        String name = item.text("name").orElse("route-" + index);
        Optional<String> action = item.exactlyOne(Set.of("route", "redirect", "directResponse"));
        HttpAction read = action.isEmpty()
                ? new HttpAction.Answer(500, "")
                : switch (action.get()) {
                    case "route" -> forward(item, matches);
                    case "redirect" -> redirect(item.requiredObject("redirect"));
                    default -> answer(item.requiredObject("directResponse"));
                };
        return new VirtualServiceSpec.Route(name, matches.isEmpty() ? List.of(HttpMatch.ALL) : matches, read);
    }

    private static HttpMatch match(Reader item) {
        HttpMatch.PathMatch path = item.object("uri")
                .map(uri -> {
                    HttpMatch.ValueMatch value = value(uri, "uri");
                    return new HttpMatch.PathMatch(
                            switch (value.kind()) {
                                case EXACT -> HttpMatch.PathKind.EXACT;
                                case PREFIX, PRESENT -> HttpMatch.PathKind.PREFIX;
                                case REGEX -> HttpMatch.PathKind.REGEX;
                            },
                            value.value());
                })
                .orElse(HttpMatch.ALL.path());
        Optional<String> method = Optional.empty();
        Optional<Reader> word = item.object("method");
        if (word.isPresent()) {
            method = Optional.of(word.get().requiredText("exact"));
        }
        List<HttpMatch.ValueMatch> headers = new ArrayList<>();
        item.objectMap("headers").forEach((name, header) -> headers.add(value(header, name.toLowerCase(Locale.ROOT))));
        List<HttpMatch.ValueMatch> query = new ArrayList<>();
        item.objectMap("queryParams").forEach((name, parameter) -> query.add(value(parameter, name)));
        return new HttpMatch(path, method, headers, query);
    }

    private static HttpMatch.ValueMatch value(Reader item, String name) {
        if (item.has("exact")) {
            item.exactlyOne(Set.of("exact", "prefix", "regex"));
            return new HttpMatch.ValueMatch(
                    name, HttpMatch.ValueKind.EXACT, item.text("exact").orElse(""), false);
        }
        if (item.has("prefix")) {
            item.exactlyOne(Set.of("exact", "prefix", "regex"));
            return new HttpMatch.ValueMatch(
                    name, HttpMatch.ValueKind.PREFIX, item.text("prefix").orElse(""), false);
        }
        if (item.has("regex")) {
            return new HttpMatch.ValueMatch(
                    name, HttpMatch.ValueKind.REGEX, item.regex("regex").orElse(".*"), false);
        }
        return new HttpMatch.ValueMatch(name, HttpMatch.ValueKind.PRESENT, "", false);
    }

    private HttpAction forward(Reader item, List<HttpMatch> matches) {
        List<HttpAction.Backend> backends = new ArrayList<>();
        List<Reader> destinations = item.objects("route");
        for (Reader destination : destinations) {
            backends.add(backend(destination, destinations.size() > 1));
        }
        if (backends.isEmpty()
                || (backends.size() > 1
                        && backends.stream()
                                        .mapToInt(HttpAction.Backend::weight)
                                        .sum()
                                == 0)) {
            item.invalid("route", "no destination has a weight", "give one a weight above 0");
        }
        HttpAction.Rewrite rewrite =
                item.object("rewrite").map(found -> rewrite(found, matches)).orElse(HttpAction.Rewrite.NONE);
        Optional<Reader> headers = item.object("headers");
        return new HttpAction.Forward(
                backends,
                rewrite,
                Durations.read(item, "timeout"),
                item.object("retries").map(VirtualServiceReader::retries),
                edits(headers, "request"),
                edits(headers, "response"));
    }

    private static HttpAction.Rewrite rewrite(Reader item, List<HttpMatch> matches) {
        boolean prefix = matches.stream()
                .allMatch(match -> match.path().kind() == HttpMatch.PathKind.PREFIX
                        || match.path().equals(HttpMatch.ALL.path()));
        Optional<String> uri = item.text("uri");
        if (uri.isPresent() && matches.stream().anyMatch(match -> match.path().kind() == HttpMatch.PathKind.REGEX)) {
            item.problem(
                    ConfigProblem.Code.UNSUPPORTED_FIELD,
                    "uri",
                    "a rewrite after a match by regular expression is not honoured",
                    "match by exact or prefix");
        }
        HttpAction.PathEdit.Kind kind = prefix ? HttpAction.PathEdit.Kind.PREFIX : HttpAction.PathEdit.Kind.FULL;
        return new HttpAction.Rewrite(
                item.text("authority"),
                uri.map(value -> new HttpAction.PathEdit(kind, value)).orElse(HttpAction.PathEdit.KEEP));
    }

    private static HttpAction.Retries retries(Reader item) {
        if (!item.has("attempts")) {
            item.missing("attempts", "0 or more");
        }
        List<String> words = new ArrayList<>();
        List<Integer> statuses = new ArrayList<>();
        for (String word : item.text("retryOn").orElse("").split(",", -1)) {
            if (STATUS.matcher(word.strip()).matches()) {
                statuses.add(Integer.parseInt(word.strip()));
            } else if (!word.isBlank()) {
                words.add(word.strip());
            }
        }
        return new HttpAction.Retries(
                item.whole("attempts", 0, 100).orElse(0L).intValue(),
                Durations.read(item, "perTryTimeout"),
                String.join(",", words),
                statuses,
                Optional.empty());
    }

    private HttpAction.Backend backend(Reader item, boolean several) {
        Reader destination = item.requiredObject("destination");
        String host = destination.requiredText("host");
        Optional<ServiceName> service = ServiceName.ofHost(host, metadata.namespace());
        if (!host.isEmpty() && service.isEmpty()) {
            destination.invalid(
                    "host", "'" + host + "' is no service of the mesh (expected: name or name.namespace)", "");
        }
        int port = destination
                .object("port")
                .map(found -> found.requiredPort("number"))
                .orElse(0);
        if (several && !item.has("weight")) {
            item.missing("weight", "with several destinations each needs its weight");
        }
        int weight =
                item.whole("weight", 0, 1_000_000).orElse(several ? 0L : 100L).intValue();
        Optional<Reader> headers = item.object("headers");
        return new HttpAction.Backend(
                service.orElse(new ServiceName(metadata.namespace(), "")),
                port,
                weight,
                edits(headers, "request"),
                edits(headers, "response"));
    }

    private static HeaderEdits edits(Optional<Reader> headers, String direction) {
        return headers.flatMap(found -> found.object(direction))
                .map(edits -> new HeaderEdits(
                        lowerCase(edits.textMap("set")), lowerCase(edits.textMap("add")), edits.texts("remove")))
                .orElse(HeaderEdits.NONE);
    }

    private static Map<String, String> lowerCase(Map<String, String> edits) {
        Map<String, String> lower = new LinkedHashMap<>();
        edits.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return lower;
    }

    private static HttpAction redirect(Reader item) {
        int status = item.whole("redirectCode", 301, 308).orElse(301L).intValue();
        if (!Set.of(301, 302, 303, 307, 308).contains(status)) {
            item.invalid("redirectCode", status + " (expected: 301, 302, 303, 307, 308)", "");
        }
        Optional<String> uri = item.text("uri");
        return new HttpAction.Redirect(
                status,
                item.has("scheme") ? Optional.of(item.oneOf("scheme", List.of("http", "https"))) : Optional.empty(),
                item.text("authority"),
                item.whole("port", 1, 65535).orElse(0L).intValue(),
                uri.map(value -> new HttpAction.PathEdit(HttpAction.PathEdit.Kind.FULL, value))
                        .orElse(HttpAction.PathEdit.KEEP),
                HeaderEdits.NONE);
    }

    private static HttpAction answer(Reader item) {
        if (!item.has("status")) {
            item.missing("status", "200..599");
        }
        String body = item.object("body").flatMap(found -> found.text("string")).orElse("");
        return new HttpAction.Answer(item.whole("status", 200, 599).orElse(200L).intValue(), body);
    }
}
