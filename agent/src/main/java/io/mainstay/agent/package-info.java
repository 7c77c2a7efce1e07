// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/** What runs beside workloads: enrolment, supervision, loopback addresses, bootstraps. */
@NullMarked
package io.mainstay.agent;

import org.jspecify.annotations.NullMarked;
