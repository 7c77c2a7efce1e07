// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.mainstay.controlplane.state.MeshWorkload;
import io.mainstay.controlplane.state.ServicePortName;
import io.mainstay.controlplane.state.WorkloadName;

/** Names of xDS resources and of what proxies agree on with us. */
final class Names {
    /** Certificate of the workload whose listener the request came through. */
    static final String CALLER_SECRET = "mainstay.io/caller";
    /** The trust bundle, by Istio's name. */
    static final String ROOT_SECRET = "ROOTCA";
    /** The node agent's secret service, a cluster of every bootstrap. */
    static final String SDS_CLUSTER = "sds-grpc";
    /** Listener metadata: whose certificate calls made through it show. */
    static final String IDENTITY_METADATA = "mainstay.io/identity";
    /** Listener and endpoint metadata: labels for telemetry. */
    static final String WORKLOAD_METADATA = "mainstay.io/workload";

    private Names() {}

    static String outboundCluster(ServicePortName port) {
        return "outbound|" + port.port() + "||" + port.service().host();
    }

    static String routeTable(ServicePortName port) {
        return port.port() + "||" + port.service().host();
    }

    static String outboundListener(WorkloadName caller, ServicePortName port) {
        return "outbound|" + caller + "|" + port.service() + "|" + port.port();
    }

    static String inbound(MeshWorkload workload, MeshWorkload.Enrolment enrolment) {
        return "inbound|" + workload.name() + "|" + enrolment.applicationPort();
    }

    static String gateway(String gateway, String listener) {
        return "gateway|" + gateway + "|" + listener;
    }
}
