// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.handover;

import io.netty.channel.unix.FileDescriptor;

/** A socket this process listens on. The descriptor stays its channel's. */
public record Holding(SocketName name, FileDescriptor descriptor) {}
