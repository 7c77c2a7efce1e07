// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.commands;

import io.mainstay.cli.CliContext;
import io.mainstay.cli.Command;
import io.mainstay.cli.api.ApiException;
import io.mainstay.cli.api.ProxyAdmin;
import io.mainstay.cli.options.CommandLine;
import io.mainstay.cli.options.Given;
import io.mainstay.cli.options.UsageException;
import io.mainstay.cli.output.Format;
import io.mainstay.cli.output.Table;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code certs}: what a proxy of this machine shows and trusts, and for how long. */
public final class CertsCommand implements Command {
    @Override
    public CommandLine line() {
        return new CommandLine(
                "certs [OPTION...]",
                "Shows the certificates a proxy of this machine is using, and when they expire.",
                List.of(ProxyAdmin.OPTION, Format.OPTION));
    }

    @Override
    public int run(Given given, CliContext context) throws UsageException, ApiException, IOException {
        Format format = Format.of(given);
        ProxyAdmin proxy = ProxyAdmin.find(given.value("--proxy", ""), context.folders());
        JsonNode found;
        try {
            found = JsonMapper.builder().build().readTree(proxy.page("/certs"));
        } catch (JacksonException e) {
            throw new IOException("the proxy's list of certificates is not JSON: " + e.getOriginalMessage(), e);
        }
        if (format != Format.TABLE) {
            context.out().print(format.write(found));
            return OK;
        }
        Table table = new Table("KIND", "IDENTITY", "SERIAL", "VALID FROM", "EXPIRES", "DAYS LEFT");
        for (JsonNode certificate : found.path("certificates")) {
            certificate.path("cert_chain").forEach(one -> row(table, "certificate", one));
            certificate.path("ca_cert").forEach(one -> row(table, "trusted root", one));
        }
        context.out().print(table.text());
        return OK;
    }

    private static void row(Table table, String kind, JsonNode certificate) {
        String names = StreamSupport.stream(
                        certificate.path("subject_alt_names").spliterator(), false)
                .map(name -> name.path("uri").asString(name.path("dns").asString("")))
                .collect(Collectors.joining(","));
        table.row(
                kind,
                names,
                certificate.path("serial_number").asString(""),
                certificate.path("valid_from").asString(""),
                certificate.path("expiration_time").asString(""),
                certificate.path("days_until_expiration").asString(""));
    }
}
