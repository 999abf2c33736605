package dev.triptych.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.scheduling.Bursts;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadBurstTest {
    @Test
    void reads_ofOneTurn_areOneBurst() {
        Bursts bursts = new Bursts();
        List<Boolean> inBurst = new ArrayList<>();
        EmbeddedChannel channel = new EmbeddedChannel(new ReadBurst(bursts), new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                inBurst.add(!bursts.begin());
            }
        });
        channel.pipeline().fireChannelRead("one").fireChannelRead("two");
        assertThat(bursts.begin()).as("the burst goes on until the turn ends").isFalse();
        channel.runPendingTasks();
        assertThat(inBurst).containsExactly(true, true);
        assertThat(bursts.begin()).as("the burst has ended with the turn").isTrue();
        bursts.end();
    }
}
