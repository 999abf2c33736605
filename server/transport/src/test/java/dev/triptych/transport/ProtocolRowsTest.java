package dev.triptych.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import dev.triptych.spi.error.Reason;
import dev.triptych.v1.Content;
import dev.triptych.v1.EmbedItem;
import dev.triptych.v1.EmbedRequest;
import dev.triptych.v1.EmbedServiceGrpc;
import dev.triptych.v1.Image;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bad messages, metadata and protocols, by row of the catalogue of bad inputs. After each a good call works. */
class ProtocolRowsTest {
    private static final EmbedRequest GOOD = EmbedRequest.newBuilder()
            .setModel("clip")
            .addItems(EmbedEndpointTest.text("", "abc"))
            .build();
    private static final String METHOD = "triptych.v1.EmbedService/Embed";

    @RegisterExtension
    final EdgeExtension edge = new EdgeExtension();

    @AfterEach
    void nextGoodRequest_works() {
        assertThat(stub().embed(GOOD).getResults(0).hasVector()).isTrue();
    }

    @Test
    void row35_messageAboveLimit_isResourceExhausted() {
        assertThat(code(() -> stub().embed(image(2 << 20)))).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void row35_gzipBomb_isResourceExhausted() {
        Refusal.of(() -> stub().withCompression("gzip").embed(image(64 << 20)))
                .is(Reason.MESSAGE_TOO_LARGE, "once decompressed");
        assertThat(stub().withCompression("gzip").embed(GOOD).getResultsCount()).isEqualTo(1);
    }

    @Test
    void row35_unknownEncoding_isUnimplemented() throws Exception {
        CompressorRegistry registry = CompressorRegistry.getDefaultInstance();
        registry.register(new Strange());
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", edge.edge.port())
                .usePlaintext()
                .compressorRegistry(registry)
                .decompressorRegistry(DecompressorRegistry.getDefaultInstance())
                .build();
        try {
            assertThat(code(() -> EmbedServiceGrpc.newBlockingStub(channel)
                            .withCompression("strange")
                            .embed(GOOD)))
                    .isEqualTo(Status.Code.UNIMPLEMENTED);
        } finally {
            channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void row36_metadataBelowSoftLimit_isAccepted() {
        assertThat(withHeader(4 << 10).embed(GOOD).getResultsCount()).isEqualTo(1);
    }

    @Test
    void row36_metadataAboveHardLimit_isRefusedAndTheConnectionLives() throws Exception {
        try (RawHttp2 client = new RawHttp2(edge.edge.port())) {
            var headers = RawHttp2.headers("/" + METHOD).add("x-big", "x".repeat(18 << 10));
            assertThat(client.send(headers, framed(GOOD.toByteArray()))).startsWith("431");
            assertThat(client.send(RawHttp2.headers("/" + METHOD), framed(GOOD.toByteArray())))
                    .isEqualTo("200/0");
        }
    }

    @Test
    void row36_tenThousandHeaders_areRefused() throws Exception {
        try (RawHttp2 client = new RawHttp2(edge.edge.port())) {
            var headers = RawHttp2.headers("/" + METHOD);
            for (int i = 0; i < 10_000; i++) {
                headers.add("h" + i, "v");
            }
            assertThat(client.send(headers, framed(GOOD.toByteArray()))).doesNotStartWith("200");
        }
    }

    @Test
    void row36_badBase64InBinaryHeader_isRefused() throws Exception {
        try (RawHttp2 client = new RawHttp2(edge.edge.port())) {
            var headers = RawHttp2.headers("/" + METHOD).add("trace-bin", "** no base64 **");
            assertThat(client.send(headers, framed(GOOD.toByteArray()))).doesNotStartWith("200");
        }
    }

    @Test
    void row37_unknownMethodContentTypeOrVerb_isRefused() throws Exception {
        try (RawHttp2 client = new RawHttp2(edge.edge.port())) {
            byte[] body = framed(GOOD.toByteArray());
            assertThat(client.send(RawHttp2.headers("/" + METHOD), body)).isEqualTo("200/0");
            assertThat(client.send(RawHttp2.headers("/triptych.v1.EmbedService/Nope"), body))
                    .isEqualTo("200/12");
            assertThat(client.send(RawHttp2.headers("/nope"), body)).isEqualTo("200/12");
            var html = RawHttp2.headers("/" + METHOD);
            html.set("content-type", "text/html");
            assertThat(client.send(html, body)).startsWith("415");
            assertThat(client.send(RawHttp2.headers("/" + METHOD).method("GET"), body))
                    .startsWith("405");
            assertThat(client.send(RawHttp2.headers("no-slash"), body))
                    .isIn("200/12", "404/12", "404/null", "200/null");
            assertThat(client.alive()).isTrue();
        }
    }

    @Test
    void row37_http1OrTls_isClosed() throws Exception {
        closes("GET / HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        // The beginning of a TLS 1.2 client hello.
        closes(new byte[] {22, 3, 1, 1, 0, 1, 0, 0, (byte) 0xfc, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    }

    @Test
    void row38_unknownFields_areIgnored() {
        EmbedRequest newer = GOOD.toBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                900,
                                UnknownFieldSet.Field.newBuilder().addVarint(7).build())
                        .build())
                .build();

        assertThat(stub().embed(newer).getResults(0).hasVector()).isTrue();
    }

    @Test
    void row38_malformedMessages_areInvalidArgumentAndNeverReachTheCore() throws IOException {
        byte[][] bad = {
            nested(10_000), groups(10_000), {0, 1}, {(byte) 0xff}, {(byte) 0x1a, 127}, {0x0a, 1, (byte) 0xff},
        };
        for (byte[] message : bad) {
            Refusal.of(() -> raw(message)).is(Reason.MESSAGE_MALFORMED, "not valid protobuf");
        }
        assertThat(edge.inference.opened).isEmpty();
        assertThat(edge.codes()).containsOnly("INVALID_ARGUMENT");
    }

    @Test
    void row38_malformedStreamMessage_isInvalidArgument() throws Exception {
        assertThat(end("triptych.v1.EmbedService/EmbedStream", new byte[] {(byte) 0xff}))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void row38_noMessageInAUnaryCall_isInvalidArgument() throws Exception {
        assertThat(end(METHOD)).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void row38_twoMessagesInAUnaryCall_areRefused() throws Exception {
        // gRPC itself resets such a call where it sees the second message first.
        assertThat(end(METHOD, GOOD.toByteArray(), GOOD.toByteArray()))
                .isIn(Status.Code.CANCELLED, Status.Code.INVALID_ARGUMENT);
    }

    private void closes(byte[] opening) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.edge.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(opening);
            socket.getOutputStream().flush();
            // Reading to the end at all is the point: the server closes.
            assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(1024);
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    private static Status.Code code(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call)
                .getStatus()
                .getCode();
    }

    private EmbedServiceGrpc.EmbedServiceBlockingStub stub() {
        return EmbedServiceGrpc.newBlockingStub(edge.channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private EmbedServiceGrpc.EmbedServiceBlockingStub withHeader(int size) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("x-big", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(size));
        return stub().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    private static EmbedRequest image(int bytes) {
        return EmbedRequest.newBuilder()
                .setModel("clip")
                .addItems(EmbedItem.newBuilder()
                        .setContent(Content.newBuilder()
                                .setImage(Image.newBuilder().setData(ByteString.copyFrom(new byte[bytes])))))
                .build();
    }

    private void raw(byte[] message) {
        ClientCalls.blockingUnaryCall(
                edge.channel, method(METHOD, MethodDescriptor.MethodType.UNARY), CallOptions.DEFAULT, message);
    }

    /** Sends any number of messages to a method, and tells how the call ends. */
    private Status.Code end(String method, byte[]... messages) throws Exception {
        CompletableFuture<Status.Code> end = new CompletableFuture<>();
        ClientCall<byte[], byte[]> call =
                edge.channel.newCall(method(method, MethodDescriptor.MethodType.BIDI_STREAMING), CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        end.complete(status.getCode());
                    }
                },
                new Metadata());
        call.request(1);
        for (byte[] message : messages) {
            call.sendMessage(message);
        }
        call.halfClose();
        return end.get(10, TimeUnit.SECONDS);
    }

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodDescriptor.MethodType type) {
        return MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                .setType(type)
                .setFullMethodName(name)
                .build();
    }

    /** Parts within parts. */
    private static byte[] nested(int depth) throws IOException {
        ByteString content = ByteString.EMPTY;
        for (int i = 0; i < depth; i++) {
            content = field(5, field(1, field(2, content)));
        }
        return field(3, field(1, content)).toByteArray();
    }

    private static ByteString field(int number, ByteString value) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(head);
        out.writeTag(number, 2);
        out.writeUInt32NoTag(value.size());
        out.flush();
        return ByteString.copyFrom(head.toByteArray()).concat(value);
    }

    /** Groups of an unknown field within one another. */
    private static byte[] groups(int depth) {
        byte[] message = new byte[depth * 2];
        for (int i = 0; i < depth; i++) {
            message[2 * i] = (byte) 0x93;
            message[2 * i + 1] = 3;
        }
        return message;
    }

    private static byte[] framed(byte[] message) {
        byte[] framed = new byte[message.length + 5];
        framed[4] = (byte) message.length;
        System.arraycopy(message, 0, framed, 5, message.length);
        return framed;
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** An encoding that the server does not know. */
    private static final class Strange implements Codec {
        @Override
        public String getMessageEncoding() {
            return "strange";
        }

        @Override
        public InputStream decompress(InputStream in) {
            return in;
        }

        @Override
        public OutputStream compress(OutputStream out) {
            return out;
        }
    }
}
