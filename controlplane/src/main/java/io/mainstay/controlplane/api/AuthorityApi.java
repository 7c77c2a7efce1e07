// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.api;

import io.mainstay.controlplane.ca.CertificateAuthority;
import io.mainstay.controlplane.serve.TrustServer;
import io.mainstay.security.Fingerprint;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The authority's roots and the three steps by which one is replaced, each of which may be repeated: {@code add-root},
 * {@code switch}, {@code retire}.
 */
public final class AuthorityApi {
    private final CertificateAuthority authority;
    private final TrustServer trust;

    public AuthorityApi(CertificateAuthority authority, TrustServer trust) {
        this.authority = authority;
        this.trust = trust;
    }

    HttpResponse handle(HttpRequest request) {
        String step = request.segments().size() == 4 ? request.segments().get(3) : "";
        if (step.isEmpty() && request.method().equals("GET")) {
            return show();
        }
        if (!request.method().equals("POST")) {
            return Statuses.failure(405, "MethodNotAllowed", request.method() + " is not for this path");
        }
        try {
            return take(step, request);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Statuses.failure(409, "Conflict", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Statuses.failure(503, "ServiceUnavailable", "the authority's files cannot be written: " + e);
        }
    }

    private HttpResponse take(String step, HttpRequest request) throws IOException {
        switch (step) {
            case "add-root" -> authority.addRoot();
            case "switch" -> {
                int behind = trust.hosts() - trust.upToDate();
                if (authority.isRotating() && behind > 0) {
                    return Statuses.failure(
                            409, "Conflict", behind + " connected hosts have not taken up the new root yet; try again");
                }
                authority.signWithNewestRoot();
            }
            case "retire" -> {
                Optional<String> root = request.parameter("root").filter(text -> text.matches("[0-9a-f]{64}"));
                if (root.isEmpty()) {
                    return Statuses.failure(400, "BadRequest", "root: say which, by its fingerprint");
                }
                authority.retire(new Fingerprint(root.get()));
            }
            default -> {
                return Statuses.failure(404, "NotFound", "steps: add-root, switch, retire");
            }
        }
        return show();
    }

    private HttpResponse show() {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        view.put("rotating", authority.isRotating());
        view.put("hosts", trust.hosts()).put("hostsUpToDate", trust.upToDate());
        ArrayNode roots = view.putArray("roots");
        String signing = authority.rootFingerprint().toString();
        for (X509Certificate root : authority.bundle().roots()) {
            String fingerprint = Fingerprint.of(root).toString();
            roots.addObject()
                    .put("fingerprint", fingerprint)
                    .put("signs", fingerprint.equals(signing))
                    .put("expires", root.getNotAfter().toInstant().toString());
        }
        return HttpResponse.json(200, view);
    }
}
