package dev.triptych.transport.operations;

import io.netty.channel.ChannelOutboundInvoker;

/** Steps on channels whose outcome nobody waits for. */
final class Channels {
    private Channels() {}

    /** Closes; that a channel is closed already is as well. */
    static void close(ChannelOutboundInvoker channel) {
        var unused = channel.close();
    }
}
