package dev.triptych.transport.operations;

import static java.lang.System.Logger.Level.WARNING;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.IdleStateEvent;
import java.nio.charset.StandardCharsets;

/** Answers HTTP/1.1 requests of one connection. */
final class OperationsHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final System.Logger LOG = System.getLogger(OperationsHandler.class.getName());

    private final Answers answers;

    OperationsHandler(Answers answers) {
        this.answers = answers;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean head = request.method().equals(HttpMethod.HEAD);
        Answers.Answer answer = answer(request, head);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, answer.status(), head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, answer.type());
        headers.set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        if (answer.status().equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            headers.set(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        boolean keep = HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
        HttpUtil.setKeepAlive(response, keep);
        var written = context.writeAndFlush(response);
        if (!keep) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            Channels.close(context);
        }
    }

    /** A connection that breaks is no event of ours; it is closed. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable broken) {
        Channels.close(context);
    }

    private Answers.Answer answer(FullHttpRequest request, boolean head) {
        if (request.decoderResult().isFailure()) {
            return Answers.plain(HttpResponseStatus.BAD_REQUEST, "bad request");
        }
        if (!head && !request.method().equals(HttpMethod.GET)) {
            return Answers.plain(HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET and HEAD");
        }
        String uri = request.uri();
        int query = uri.indexOf('?');
        try {
            return answers.to(query < 0 ? uri : uri.substring(0, query));
        } catch (RuntimeException defect) {
            LOG.log(WARNING, "an operator's page failed", defect);
            return Answers.plain(HttpResponseStatus.INTERNAL_SERVER_ERROR, "failed; see the log");
        }
    }
}
